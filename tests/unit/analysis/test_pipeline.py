import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from phantoms import draw_chest

from cxrviewer.analysis import Analyser
from cxrviewer.errors import CxrviewerError, ModelError, ReadError
from cxrviewer.inference.golden import golden_outputs
from cxrviewer.inference.package import file_sha256, read_package
from cxrviewer.inference.sessions import OnnxSession
from cxrviewer.jobs import JobCancelledError, JobContext, Progress
from cxrviewer.study import Analysis, Cause, Image, Overrule, Photometric, StudyText, TextureSettings
from cxrviewer.training.metrics import dice

LABELS = ("normal", "lung_opacity", "viral_pneumonia", "covid19")
STAGES = ["picture", "gate", "lungs", "classes", "Grad-CAM", "texture"]


@pytest.fixture(scope="module")
def analysis(analyser: Analyser, drawn_film: Image) -> Analysis:
    return analyser.analyse(drawn_film)


def test_the_mask_lies_on_the_lungs_of_the_film(analysis: Analysis, drawn_film: Image) -> None:
    _film, lungs = draw_chest("normal", np.random.default_rng(11))
    assert analysis.image_key == drawn_film.source.key
    assert analysis.lungs.labels.shape == (72, 80)
    assert analysis.lungs.labels.dtype == np.uint8
    for label in (1, 2):
        assert dice(analysis.lungs.labels == label, lungs == label) > 0.85


def test_areas_are_pixels_times_the_size_of_a_pixel(analysis: Analysis, drawn_film: Image) -> None:
    right, left = analysis.areas
    assert (right.lung, left.lung) == ("right", "left")
    assert right.area_px == int((analysis.lungs.labels == 1).sum()) > 0
    assert right.area_mm2 == right.area_px * 12.0
    assert left.area_mm2 == left.area_px * 12.0
    assert left.spacing == drawn_film.spacing


def test_without_calibration_there_are_no_square_millimetres(
    analyser: Analyser, uncalibrated_film: Image
) -> None:
    for area in analyser.analyse(uncalibrated_film).areas:
        assert area.area_px > 0
        assert (area.area_mm2, area.spacing) == (None, None)


def test_probabilities_sum_to_one_and_groups_are_sums(analysis: Analysis) -> None:
    found = analysis.classification
    assert found is not None
    assert tuple(found.probabilities) == LABELS
    assert sum(found.probabilities.values()) == pytest.approx(1, abs=1e-6)
    assert set(found.grouped) == {"normal", "covid19", "other_pathology"}
    assert found.grouped["other_pathology"] == pytest.approx(
        found.probabilities["lung_opacity"] + found.probabilities["viral_pneumonia"]
    )
    assert found.grouped["covid19"] == found.probabilities["covid19"]
    assert found.prediction == max(LABELS, key=lambda label: found.probabilities[label])


def test_there_is_a_heat_map_for_each_class_with_its_place_on_the_film(analysis: Analysis) -> None:
    assert tuple(heatmap.label for heatmap in analysis.heatmaps) == LABELS
    for heatmap in analysis.heatmaps:
        assert heatmap.values.shape == (8, 8)
        assert heatmap.values.dtype == np.float32
        assert heatmap.values.min() >= 0
        assert heatmap.values.max() <= 1
        # letterbox of 72 x 80 on a square: 4 pixels of padding above and below
        assert heatmap.extent == pytest.approx((0, -4, 80, 76), abs=0.7)
        assert heatmap.lung_share is None or 0 <= heatmap.lung_share <= 1
    assert any(heatmap.values.any() for heatmap in analysis.heatmaps)


def test_results_carry_the_models_that_made_them(analysis: Analysis) -> None:
    assert analysis.lungs.model.name == "lungs-tiny"
    assert analysis.classification is not None
    assert {heatmap.model for heatmap in analysis.heatmaps} == {analysis.classification.model}
    assert analysis.classification.model.name == "cxr4-tiny"


def test_texture_is_measured_in_each_region(analysis: Analysis) -> None:
    assert [readout.region for readout in analysis.texture] == ["both lungs", "right lung", "left lung"]


def test_texture_follows_its_settings(tiny_models: Path, drawn_film: Image) -> None:
    settings = TextureSettings(levels=8, distance=2)
    analysis = Analyser("cpu", tiny_models, settings, threads=1).analyse(drawn_film)
    assert {readout.settings for readout in analysis.texture} == {settings}


def test_every_stage_has_its_time(analysis: Analysis) -> None:
    assert list(analysis.timings_s) == STAGES
    assert all(0 < seconds < 60 for seconds in analysis.timings_s.values())


def test_progress_rises_through_the_stages_to_the_end(analyser: Analyser, drawn_film: Image) -> None:
    seen: list[Progress] = []
    analyser.analyse(drawn_film, JobContext(seen.append))
    assert [step.message for step in seen] == ["loading the models", *STAGES, "done"]
    fractions = [step.fraction for step in seen]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0, 1)


@pytest.mark.parametrize("stage", ["loading the models", *STAGES])
def test_cancelling_takes_effect_before_the_next_stage(
    analyser: Analyser, drawn_film: Image, stage: str
) -> None:
    cancelled = threading.Event()
    seen: list[str] = []

    def watch(progress: Progress) -> None:
        seen.append(progress.message)
        if progress.message == stage:
            cancelled.set()

    with pytest.raises(JobCancelledError):
        analyser.analyse(drawn_film, JobContext(watch, cancelled))
    assert seen[-1] == stage
    # and the analyser is free for the next film
    assert analyser.analyse(drawn_film).lungs.labels.any()


def test_the_same_film_gives_the_same_answer(
    analyser: Analyser, analysis: Analysis, drawn_film: Image
) -> None:
    again = analyser.analyse(drawn_film)
    assert np.array_equal(again.lungs.labels, analysis.lungs.labels)
    assert again.classification == analysis.classification
    assert again.texture == analysis.texture


def test_the_polarity_of_the_file_makes_no_difference(
    analyser: Analyser, analysis: Analysis, drawn_film: Image
) -> None:
    negative = replace(drawn_film, pixels=255 - drawn_film.pixels, photometric=Photometric.MONOCHROME1)
    again = analyser.analyse(negative)
    assert (again.lungs.labels != analysis.lungs.labels).mean() < 0.005
    assert again.classification is not None
    assert analysis.classification is not None
    assert again.classification.probabilities == pytest.approx(
        dict(analysis.classification.probabilities), abs=0.02
    )


@pytest.fixture
def blind_models(tiny_models: Path, tmp_path: Path) -> Path:
    """The tiny models, of which the segmentation calls everything background."""
    models = Path(shutil.copytree(tiny_models, tmp_path / "blind"))
    folder = models / "lungs-tiny-1.0.0"
    network = onnx.load(folder / "model.onnx")
    [bias] = [tensor for tensor in network.graph.initializer if tensor.name == "head.bias"]
    bias.CopyFrom(onnx.numpy_helper.from_array(np.array([99, 0, 0], np.float32), "head.bias"))
    onnx.save(network, folder / "model.onnx")
    card = json.loads((folder / "card.json").read_text())
    card["files"]["model.onnx"] = file_sha256(folder / "model.onnx")
    (folder / "card.json").write_text(json.dumps(card))
    package = read_package(folder)
    session = OnnxSession(package, threads=1)
    card["golden"]["outputs"] = golden_outputs(
        lambda batch: session.run(batch).logits, package.card.input
    ).tolist()
    (folder / "card.json").write_text(json.dumps(card))
    return models


def test_a_film_on_which_no_lung_is_found_says_so(blind_models: Path, drawn_film: Image) -> None:
    analysis = Analyser("cpu", blind_models, threads=1).analyse(drawn_film)
    assert not analysis.lungs.labels.any()
    assert analysis.texture == ()
    assert (analysis.classification, analysis.heatmaps, analysis.areas) == (None, (), ())
    assert analysis.abstention is not None
    assert analysis.abstention.cause is Cause.GATE
    assert "Neither lung was found" in analysis.abstention.reason
    anyway = Analyser("cpu", blind_models, threads=1).analyse(
        drawn_film, overrule=Overrule("2026-01-01T00:00:00+00:00", "both lungs are white")
    )
    assert anyway.abstention is None or anyway.abstention.cause is not Cause.GATE
    assert anyway.classification is not None
    assert {heatmap.lung_share for heatmap in anyway.heatmaps} == {None}
    assert "Gate overruled by the reader: both lungs are white." in anyway.notices
    assert [notice for notice in anyway.notices if "lung was not found: read" in notice]


def test_one_frame_of_several_is_named(analyser: Analyser, drawn_film: Image) -> None:
    analysis = analyser.analyse(replace(drawn_film, source=replace(drawn_film.source, frame=2, frames=5)))
    assert "Frame 2 of 5 was analysed." in analysis.notices


def test_what_is_odd_about_the_film_stands_beside_the_results(analyser: Analyser, drawn_film: Image) -> None:
    notice = "Incomplete: 49 % of the rows are there."
    assert notice in analyser.analyse(replace(drawn_film, notices=(notice,))).notices


UNSUITABLE = {
    "MR in small letters": (StudyText(modality="mr"), "its modality is mr"),
}


@pytest.mark.parametrize(("text", "reason"), UNSUITABLE.values(), ids=UNSUITABLE.keys())
def test_images_that_the_models_were_not_made_for_are_refused(
    analyser: Analyser, drawn_film: Image, text: StudyText, reason: str
) -> None:
    with pytest.raises(ReadError, match=reason) as caught:
        analyser.analyse(replace(drawn_film, text=text))
    assert caught.value.path == drawn_film.source.path


@pytest.mark.parametrize("view", ["LL", "Lateral"])
def test_a_lateral_film_is_not_analysed_unless_the_reader_wants_it(
    analyser: Analyser, drawn_film: Image, view: str
) -> None:
    lateral = replace(drawn_film, text=StudyText(modality="DX", view_position=view))
    refused = analyser.analyse(lateral).abstention
    assert refused is not None
    assert refused.reason == f"The models read frontal films, and its view is {view}."
    anyway = analyser.analyse(lateral, overrule=Overrule("2026-01-01T00:00:00+00:00", "it is frontal"))
    assert anyway.classification is not None
    assert anyway.quality is not None
    assert [check.name for check in anyway.quality.refusals] == ["view"]


@pytest.mark.parametrize("shape", [(1, 1), (63, 80), (400, 10)])
def test_a_tiny_image_is_refused(analyser: Analyser, drawn_film: Image, shape: tuple[int, int]) -> None:
    with pytest.raises(ReadError, match=f"is too small to analyse \\({shape[1]} x {shape[0]} pixels"):
        analyser.analyse(replace(drawn_film, pixels=np.zeros(shape, np.uint8)))


def test_a_film_that_says_nothing_of_itself_is_read(analyser: Analyser, drawn_film: Image) -> None:
    assert analyser.analyse(replace(drawn_film, text=StudyText())).lungs.labels.any()


def test_a_folder_without_models_is_named(drawn_film: Image, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no model package for the task 'segment'") as caught:
        Analyser("cpu", tmp_path).analyse(drawn_film)
    assert caught.value.path == tmp_path


def test_a_missing_classifier_is_named(tiny_models: Path, drawn_film: Image, tmp_path: Path) -> None:
    shutil.copytree(tiny_models / "lungs-tiny-1.0.0", tmp_path / "lungs")
    with pytest.raises(ModelError, match="holds no model package for the task 'classify'"):
        Analyser("cpu", tmp_path).analyse(drawn_film)


def test_models_that_appear_later_are_found(tiny_models: Path, drawn_film: Image, tmp_path: Path) -> None:
    analyser = Analyser("cpu", tmp_path / "models", threads=1)
    with pytest.raises(ModelError):
        analyser.analyse(drawn_film)
    shutil.copytree(tiny_models, tmp_path / "models")
    assert analyser.analyse(drawn_film).lungs.labels.any()


def test_an_unknown_device_is_refused(tiny_models: Path, drawn_film: Image) -> None:
    with pytest.raises(CxrviewerError, match="no device is called 'tpu'"):
        Analyser("tpu", tiny_models).analyse(drawn_film)


def test_two_threads_share_an_analyser(analyser: Analyser, analysis: Analysis, drawn_film: Image) -> None:
    results: list[Analysis] = []
    threads = [
        threading.Thread(target=lambda: results.append(analyser.analyse(drawn_film))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == 4
    assert {np.array_equal(result.lungs.labels, analysis.lungs.labels) for result in results} == {True}


def test_the_demo_film_with_the_models_that_ship(demo_image: Image) -> None:
    analysis = Analyser("cpu", threads=1).analyse(demo_image)
    assert analysis.lungs.labels.shape == (demo_image.rows, demo_image.columns) == (319, 336)
    right, left = analysis.areas
    share = (right.area_px + left.area_px) / analysis.lungs.labels.size
    assert 0.1 < share < 0.5
    # the patient's right lung lies on the left of the picture
    columns = [np.argwhere(analysis.lungs.labels == label)[:, 1].mean() for label in (1, 2)]
    assert columns[0] < columns[1]
    assert right.area_mm2 == pytest.approx(right.area_px * 1.27976**2)
    assert analysis.classification is not None
    assert tuple(analysis.classification.probabilities) == LABELS
    assert sum(analysis.classification.probabilities.values()) == pytest.approx(1, abs=1e-6)
    assert len(analysis.heatmaps) == 4
    assert [readout.region for readout in analysis.texture] == ["both lungs", "right lung", "left lung"]
    assert not any("not found" in notice for notice in analysis.notices)

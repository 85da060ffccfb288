import json
import shutil
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
import torch
from phantom_slices import Chest, slice_image
from tiny_models import SIDE, write_tiny_package

from cxrviewer.analysis import Analyser
from cxrviewer.errors import ReadError, UnsuitableError
from cxrviewer.inference.card import CT_SLICES, FRONTAL_FILMS
from cxrviewer.inference.networks import build_network
from cxrviewer.study import Analysis, Image, ReadAs, Window
from cxrviewer.training.presets import find_preset

TINY = replace(
    find_preset("shipped-ct2"),
    package="ct2-tiny",
    options=MappingProxyType({"widths": (4, 8, 12), "blocks": 1}),
    sizes=(SIDE,),
    epochs=(1,),
)


@pytest.fixture(scope="module")
def models(tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny models with one for CT slices."""
    folder = tmp_path_factory.mktemp("ct") / "models"
    shutil.copytree(tiny_models, folder)
    torch.manual_seed(2)
    write_tiny_package(build_network("residual", 2, TINY.options).eval(), TINY, folder)
    return folder


@pytest.fixture(scope="module")
def analyser(models: Path) -> Analyser:
    return Analyser("cpu", models, threads=1)


@pytest.fixture(scope="module")
def analysis(analyser: Analyser) -> Analysis:
    return analyser.analyse(slice_image(Chest())[0])


def test_a_slice_gets_all_that_a_film_gets(analysis: Analysis) -> None:
    assert analysis.classification is not None
    assert analysis.classification.model.name == "ct2-tiny"
    assert set(analysis.classification.probabilities) == {"ct_covid", "ct_non_covid"}
    assert sum(analysis.classification.probabilities.values()) == pytest.approx(1, abs=1e-6)
    assert [one.label for one in analysis.heatmaps] == ["ct_non_covid", "ct_covid"]
    assert [one.region for one in analysis.texture] == ["both lungs", "right lung", "left lung"]
    assert {one.settings.quantisation for one in analysis.texture} == {"equal steps from -1350 to 150 HU"}
    assert all(area.area_mm2 == pytest.approx(area.area_px * 1.4 * 1.4) for area in analysis.areas)
    assert list(analysis.timings_s) == ["picture", "lungs", "classes", "Grad-CAM", "texture"]


def test_the_card_says_what_it_reads(models: Path) -> None:
    reads = {
        json.loads(file.read_bytes())["name"]: json.loads(file.read_bytes())["reads"]
        for file in models.glob("*/card.json")
    }
    assert reads == {"ct2-tiny": CT_SLICES, "cxr4-tiny": FRONTAL_FILMS, "lungs-tiny": FRONTAL_FILMS}


def test_heat_maps_lie_on_the_part_that_the_classifier_saw(analysis: Analysis) -> None:
    rows, columns = np.nonzero(analysis.lungs.labels)
    for heatmap in analysis.heatmaps:
        left, top, right, bottom = heatmap.extent
        assert left < columns.min() < columns.max() < right
        assert top < rows.min() < rows.max() < bottom
        assert right - left < 1.15 * np.ptp(columns)
        assert bottom - top < 1.15 * np.ptp(rows)


def test_a_figure_that_is_cropped_already_is_seen_whole(analyser: Analyser) -> None:
    image, labels = slice_image(Chest(), hounsfield=False)
    rows, columns = np.nonzero(labels)
    part = np.asarray(image.pixels)[rows.min() - 8 : rows.max() + 8, columns.min() - 8 : columns.max() + 8]
    found = analyser.analyse(replace(image, pixels=np.ascontiguousarray(part)), read_as=ReadAs.CT)
    assert {one.extent for one in found.heatmaps} == {(0, 0, part.shape[1], part.shape[0])}


def test_the_files_own_window_changes_nothing(analyser: Analyser, analysis: Analysis) -> None:
    image = replace(slice_image(Chest())[0], vois=(Window(40.0, 400.0),))
    other = analyser.analyse(image)
    assert other.classification == analysis.classification
    assert other.texture == analysis.texture


def test_a_picture_in_the_same_window_says_nearly_the_same(analyser: Analyser, analysis: Analysis) -> None:
    picture, _labels = slice_image(Chest(), hounsfield=False)
    other = analyser.analyse(picture, read_as=ReadAs.CT)
    assert analysis.classification is not None
    assert other.classification is not None
    expected = analysis.classification.probabilities["ct_covid"]
    assert other.classification.probabilities["ct_covid"] == pytest.approx(expected, abs=0.1)
    assert any("no Hounsfield units" in notice for notice in other.notices)


def test_models_of_films_and_of_slices_never_change_places(analyser: Analyser, drawn_film: Image) -> None:
    film = analyser.analyse(drawn_film)
    assert film.classification is not None
    assert film.classification.model.name == "cxr4-tiny"
    with pytest.raises(ReadError, match="its modality is CT"):
        analyser.analyse(slice_image(Chest())[0], read_as=ReadAs.CXR)
    with pytest.raises(ReadError, match="its modality is DX"):
        analyser.analyse(drawn_film, read_as=ReadAs.CT)
    assert analyser.recipe(ReadAs.CT) != analyser.recipe(ReadAs.CXR)


def test_without_a_classifier_there_are_lungs_and_texture(tiny_models: Path) -> None:
    found = Analyser("cpu", tiny_models, threads=1).analyse(slice_image(Chest())[0])
    assert (found.classification, found.heatmaps) == (None, ())
    assert found.texture


def test_a_slice_without_lung_is_refused(analyser: Analyser) -> None:
    with pytest.raises(ReadError, match="no lung was found in this slice"):
        analyser.analyse(slice_image(Chest(lungs=False))[0])


def test_a_lung_that_is_not_there_is_said(analyser: Analyser) -> None:
    image, labels = slice_image(Chest())
    pixels = np.where(labels == 2, 40, np.asarray(image.pixels)).astype(np.int16)
    found = analyser.analyse(replace(image, pixels=pixels))
    assert "The left lung was not found in this slice." in found.notices
    assert found.areas[0].area_px > 0


@pytest.mark.films
def test_a_real_slice_through_the_neck_shows_no_lung(analyser: Analyser, dicom_collection: Path) -> None:
    from cxrviewer.readers import read_image

    file = next(dicom_collection.glob("cornerstone*LittleEndianImplicit*"))
    with pytest.raises(ReadError, match="no lung was found"):
        analyser.analyse(read_image(file))


@pytest.mark.films
def test_tiny_slices_through_the_head_are_refused(analyser: Analyser, dicom_collection: Path) -> None:
    from cxrviewer.readers import read_image

    files = sorted((dicom_collection / "dicomdir_tree").glob("*/CT*/*"))
    assert len(files) > 8
    for file in files:
        with pytest.raises(UnsuitableError):
            analyser.analyse(read_image(file))


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 40), (7, 3)])
@pytest.mark.parametrize("units", ["HU", ""])
def test_slices_too_small_for_anything_are_refused(
    analyser: Analyser, rows: int, columns: int, units: str
) -> None:
    image, _labels = slice_image(Chest())
    small = replace(image, pixels=np.full((rows, columns), -900, np.int16), units=units)
    with pytest.raises(UnsuitableError):
        analyser.analyse(small)

import math
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.analysis import Analyser
from cxrviewer.analysis.patch_reading import BATCH, patch_contract, read_patches
from cxrviewer.display import render_unit
from cxrviewer.errors import ModelError, ReadError
from cxrviewer.inference.model import Classifier, open_classifier
from cxrviewer.inference.package import read_package
from cxrviewer.jobs import JobCancelledError, JobContext, Progress
from cxrviewer.study import Analysis, Image, LungMask, PatchReading, StudyText

LABELS = ("normal", "lung_opacity", "viral_pneumonia", "covid19")


@pytest.fixture(scope="module")
def classifier(patch_models: Path) -> Classifier:
    return open_classifier(read_package(patch_models / "cxr4-patches-tiny-1.0.0"), "cpu", threads=1)


@pytest.fixture(scope="module")
def analysis(analyser: Analyser, drawn_film: Image) -> Analysis:
    return analyser.analyse(drawn_film)


@pytest.fixture(scope="module")
def lungs(analysis: Analysis) -> LungMask:
    return analysis.lungs


def read(classifier: Classifier, film: Image, lungs: LungMask, number: int = 45) -> PatchReading:
    return read_patches(classifier, render_unit(film), lungs, film.source.key, number)


@pytest.fixture(scope="module")
def reading(classifier: Classifier, drawn_film: Image, lungs: LungMask) -> PatchReading:
    return read(classifier, drawn_film, lungs)


def test_every_patch_votes_and_all_are_averaged(reading: PatchReading) -> None:
    assert reading.number == 45
    assert reading.answers.shape == (45, 4)
    assert reading.answers.sum(axis=1) == pytest.approx(np.ones(45), abs=1e-5)
    winners = [LABELS[number] for number in reading.answers.argmax(axis=1)]
    assert reading.votes == {label: winners.count(label) for label in LABELS}
    for number, label in enumerate(LABELS):
        column = [float(row[number]) for row in reading.answers]
        mean = math.fsum(column) / 45
        assert reading.probabilities[label] == pytest.approx(mean, abs=1e-6)
        spread = math.sqrt(math.fsum((value - mean) ** 2 for value in column) / 45)
        assert reading.deviations[label] == pytest.approx(spread, abs=1e-6)
    both = reading.probabilities["lung_opacity"] + reading.probabilities["viral_pneumonia"]
    assert reading.grouped["other_pathology"] == pytest.approx(both)


def voted(votes: dict[str, int], means: dict[str, float], like: PatchReading) -> PatchReading:
    answers = np.zeros((sum(votes.values()), len(votes)), np.float32)
    return replace(like, votes=votes, probabilities=means, answers=answers)


def test_of_equal_votes_the_higher_mean_probability_decides(reading: PatchReading) -> None:
    means = {"a": 0.2, "b": 0.45, "c": 0.35}
    assert voted({"a": 4, "b": 3, "c": 3}, means, reading).prediction == "a"
    assert voted({"a": 2, "b": 4, "c": 4}, means, reading).prediction == "b"
    assert voted({"a": 4, "b": 2, "c": 4}, means, reading).prediction == "c"


def test_entropy_tells_how_far_the_votes_agree(reading: PatchReading) -> None:
    means = dict.fromkeys("abcd", 0.25)
    assert voted(dict(zip("abcd", (8, 0, 0, 0), strict=True)), means, reading).entropy_bits == 0
    assert voted(dict(zip("abcd", (2, 2, 2, 2), strict=True)), means, reading).entropy_bits == 2
    assert voted(dict(zip("abcd", (4, 4, 0, 0), strict=True)), means, reading).entropy_bits == 1


def test_the_same_film_gives_the_same_answer(
    classifier: Classifier, drawn_film: Image, lungs: LungMask, reading: PatchReading
) -> None:
    again = read(classifier, drawn_film, lungs)
    assert np.array_equal(again.centres, reading.centres)
    assert again.votes == reading.votes
    other = replace(drawn_film, source=replace(drawn_film.source, frame=2))
    assert not np.array_equal(read(classifier, other, lungs).centres, reading.centres)


def test_batches_make_no_difference(
    classifier: Classifier, drawn_film: Image, lungs: LungMask, reading: PatchReading
) -> None:
    assert reading.number > BATCH
    first = read(classifier, drawn_film, lungs, 3)
    assert np.allclose(first.answers, reading.answers[:3], atol=1e-5)
    assert np.array_equal(first.centres, reading.centres[:3])


def test_centres_lie_in_the_lungs_of_the_film(reading: PatchReading, lungs: LungMask) -> None:
    columns, rows = np.floor(reading.centres).astype(int).T
    assert (lungs.labels[rows, columns] > 0).mean() > 0.95  # the resampled mask's edge is not the film's
    assert reading.patch_px == pytest.approx(64 * 52 / 128, rel=0.2)


def test_maps_lie_on_the_film_and_are_empty_where_no_patch_was(
    reading: PatchReading, drawn_film: Image
) -> None:
    assert tuple(heatmap.label for heatmap in reading.heatmaps) == LABELS
    half = reading.patch_px / 2
    low, high = reading.centres.min(axis=0) - half, reading.centres.max(axis=0) + half
    for heatmap in reading.heatmaps:
        known = ~np.isnan(heatmap.values)
        assert known.any()
        assert not known.all()
        assert (heatmap.values[known] >= 0).all()
        assert (heatmap.values[known] <= 1).all()
        left, top, right, bottom = heatmap.extent
        rows, columns = (np.flatnonzero(known.any(axis=axis)) for axis in (1, 0))
        height, width = (bottom - top) / len(known), (right - left) / known.shape[1]
        found = (left + columns[0] * width, top + rows[0] * height)
        assert found == pytest.approx(tuple(low), abs=0.5)
        found = (left + (columns[-1] + 1) * width, top + (rows[-1] + 1) * height)
        assert found == pytest.approx(tuple(high), abs=0.5)


def test_it_says_how_the_patches_were_drawn(reading: PatchReading, drawn_film: Image) -> None:
    assert reading.settings.seed == drawn_film.source.key
    assert (reading.settings.side, reading.settings.lung_rows) == (64, 128)
    assert reading.model.name == "cxr4-patches-tiny"


def test_a_model_of_whole_films_reads_no_patches(tiny_models: Path) -> None:
    whole = open_classifier(read_package(tiny_models / "cxr4-tiny-1.0.0"), "cpu", threads=1)
    with pytest.raises(ValueError, match="cxr4-tiny reads whole films"):
        patch_contract(whole)


@pytest.fixture(scope="module")
def patching(patch_models: Path) -> Analyser:
    return Analyser("cpu", patch_models, threads=1)


def test_the_analysis_reads_patches(
    patching: Analyser, drawn_film: Image, analysis: Analysis, reading: PatchReading
) -> None:
    found = patching.read_patches(drawn_film, analysis, 45)
    assert found.votes == reading.votes
    # and the model of patches never reads whole films
    assert patching.analyse(drawn_film).classification == analysis.classification


def test_without_a_model_it_says_so(analyser: Analyser, drawn_film: Image, analysis: Analysis) -> None:
    with pytest.raises(ModelError, match="no patch model is installed"):
        analyser.read_patches(drawn_film, analysis, 10)


def test_lungs_that_were_not_found_are_a_sentence_that_names_the_film(
    patching: Analyser, drawn_film: Image, analysis: Analysis
) -> None:
    empty = replace(analysis.lungs, labels=np.zeros_like(analysis.lungs.labels))
    with pytest.raises(ReadError, match="is not read by patches: no lung was found") as caught:
        patching.read_patches(drawn_film, replace(analysis, lungs=empty), 10)
    assert caught.value.path == drawn_film.source.path


def test_a_model_of_films_reads_no_ct(patching: Analyser, drawn_film: Image, analysis: Analysis) -> None:
    with pytest.raises(ModelError, match="no patch model is installed for CT slices"):
        patching.read_patches(replace(drawn_film, text=StudyText(modality="CT")), analysis, 10)


def test_what_the_gate_refuses_is_not_read_either(patching: Analyser, drawn_film: Image) -> None:
    lateral = replace(drawn_film, text=StudyText(modality="DX", view_position="LL"))
    with pytest.raises(ReadError, match=r"is not read by patches: .*its view is LL"):
        patching.read_patches(lateral, patching.analyse(lateral), 10)


def test_cancelling_takes_effect_between_batches(
    patching: Analyser, drawn_film: Image, analysis: Analysis
) -> None:
    cancelled, seen = threading.Event(), []

    def watch(progress: Progress) -> None:
        seen.append(progress.message)
        cancelled.set()

    with pytest.raises(JobCancelledError):
        patching.read_patches(drawn_film, analysis, 100, JobContext(watch, cancelled))
    assert seen == ["patch 1 of 100"]


def test_a_card_of_patches_must_say_what_they_are(patch_models: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(patch_models / "cxr4-patches-tiny-1.0.0", tmp_path / "package"))
    card = (folder / "card.json").read_text()
    (folder / "card.json").write_text(card.replace('"task": "patches"', '"task": "classify"'))
    with pytest.raises(ModelError, match="a classifier of patches, and no other, says what its patches are"):
        read_package(folder)

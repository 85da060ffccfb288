"""Segmentations whose outlines are spoilt by hand, compared on the same films."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from phantoms import PhantomSet

from cxrviewer.errors import DataError
from cxrviewer.inference.package import read_package
from cxrviewer.jobs import JobContext
from cxrviewer.training.evaluation.comparison import compare, read_evaluated
from cxrviewer.training.evaluation.comparison_schema import Comparison
from cxrviewer.training.evaluation.evaluating import TestSet as Films
from cxrviewer.training.evaluation.evaluating import evaluate
from cxrviewer.training.evaluation.report.comparing import write_comparison

FILMS = 12
Row = dict[str, str]


@pytest.fixture(scope="module")
def evaluated(tiny_models: Path, phantoms: PhantomSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evaluation of a small segmentation on drawn films."""
    folder = tmp_path_factory.mktemp("lungs")
    with (phantoms.folder / "manifest.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))[:FILMS]
    for row in rows:
        row["file"] = str(phantoms.folder / row["file"])
        row["mask_file"] = str(phantoms.folder / row["mask_file"])
    with (folder / "some.csv").open("w", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    package = read_package(tiny_models / "lungs-tiny-1.0.0")
    evaluate(package, Films(folder / "some.csv", "all"), folder / "out", JobContext(), models=tiny_models)
    return folder / "out"


def spoilt(evaluated: Path, folder: Path, change: Callable[[int, Row], Row]) -> Path:
    """The same evaluation with other numbers in its lines."""
    folder.mkdir()
    (folder / "metrics.json").write_bytes((evaluated / "metrics.json").read_bytes())
    with (evaluated / "predictions.csv").open(newline="") as handle:
        rows = [change(number, row) for number, row in enumerate(csv.DictReader(handle))]
    with (folder / "predictions.csv").open("w", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder


def worse(number: int, row: Row) -> Row:
    """Dice 0.1 lower and outlines 5 pixels further off, of the right lung and on all films but one."""
    if number == 0:
        return row
    right = {
        "dice_right": f"{float(row['dice_right']) - 0.1}",
        "hd95_px_right": f"{float(row['hd95_px_right']) + 5}",
    }
    return row | right


def test_a_worse_outline_is_found_lung_by_lung(evaluated: Path, tmp_path: Path) -> None:
    other = spoilt(evaluated, tmp_path / "worse", worse)
    found = compare([read_evaluated(evaluated, "good"), read_evaluated(other, "bad")])
    assert (found.task, found.films, found.intervals.resamples) == ("segment", FILMS, 1000)
    (pair,) = found.pairs
    assert pair.mcnemar is None
    differences = {one.name: one for one in pair.differences}
    assert len(differences) == 12
    dice, distance = differences["Dice, right lung"], differences["HD95 (px at 512), right lung"]
    assert dice.figure.value == pytest.approx(-0.1 * (FILMS - 1) / FILMS)
    assert dice.figure.high is not None
    assert dice.figure.high < 0
    assert distance.figure.value == pytest.approx(5 * (FILMS - 1) / FILMS)
    for one in (dice, distance):
        assert (one.first_better, one.second_better) == (FILMS - 1, 0)
    same = differences["Dice, left lung"]
    assert (same.figure.value, same.figure.low, same.figure.high) == (0, 0, 0)
    assert differences["HD95 (mm), both lungs"].figure.value is None, "no film tells its spacing"


def test_a_film_without_a_distance_in_one_of_them_does_not_count(evaluated: Path, tmp_path: Path) -> None:
    def lost(number: int, row: Row) -> Row:
        return row | {"hd95_px_both": "" if number == 3 else row["hd95_px_both"]}

    other = spoilt(evaluated, tmp_path / "lost", lost)
    (pair,) = compare([read_evaluated(evaluated, "one"), read_evaluated(other, "two")]).pairs
    distance = next(one for one in pair.differences if one.name == "HD95 (px at 512), both lungs")
    assert (distance.figure.films, distance.figure.value) == (FILMS - 1, 0)


def test_three_segmentations_make_a_page(evaluated: Path, tmp_path: Path) -> None:
    other = spoilt(evaluated, tmp_path / "worse", worse)
    found = compare(
        [read_evaluated(one, name) for one, name in zip((evaluated, other, evaluated), "abc", strict=True)]
    )
    assert [(one.first, one.second) for one in found.pairs] == [("a", "b"), ("a", "c"), ("b", "c")]
    write_comparison(found, tmp_path)
    assert Comparison.model_validate_json((tmp_path / "comparison.json").read_bytes()) == found
    page = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert page.count("<table>") == 4
    assert "Of distances (HD95) a negative difference is a gain." in page


def test_other_outlines_and_other_tasks_are_refused(evaluated: Path, tmp_path: Path) -> None:
    other = spoilt(evaluated, tmp_path / "drawn", lambda _number, row: row | {"reference_sha256": "0" * 64})
    with pytest.raises(DataError, match="two was measured with other outlines of the lungs than one"):
        compare([read_evaluated(evaluated, "one"), read_evaluated(other, "two")])


def test_what_is_no_number_is_named(evaluated: Path, tmp_path: Path) -> None:
    other = spoilt(evaluated, tmp_path / "words", lambda _number, row: row | {"iou_left": "good"})
    with pytest.raises(DataError, match="'good' in the column iou_left is no number"):
        compare([read_evaluated(evaluated, "one"), read_evaluated(other, "two")])


def test_the_reference_is_told_apart_by_its_labels(evaluated: Path) -> None:
    with (evaluated / "predictions.csv").open(newline="") as handle:
        told = {row["reference_sha256"] for row in csv.DictReader(handle)}
    assert len(told) > 1
    assert all(len(one) == 64 for one in told)

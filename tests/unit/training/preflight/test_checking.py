"""Planted faults in small folders are found; a clean folder has none."""

import shutil
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from planted import WHOLE_RULE, Bytes, corner_box, reencoded, write_classes

from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.jobs import JobCancelledError, JobContext
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.records import DataOptions, read_records
from cxrviewer.training.preflight.checking import check_data
from cxrviewer.training.preflight.problems import Level, Problem
from cxrviewer.training.preflight.report import DataReport

PATIENTS = DataOptions(patient_rule=WHOLE_RULE)


def drawn_lungs(_record: FilmRecord, unit: FloatMap) -> Bytes:
    """Two boxes where the drawn lungs may lie."""
    rows, columns = unit.shape
    labels = np.zeros(unit.shape, np.uint8)
    labels[rows // 10 : -rows // 10, columns // 16 : columns // 2] = 1
    labels[rows // 10 : -rows // 10, columns // 2 : -columns // 16] = 2
    return labels


def check(folder: Path, options: DataOptions = PATIENTS) -> DataReport:
    return check_data(read_records(folder, options), JobContext(), find_lungs=drawn_lungs)


def found(report: DataReport, check: str, level: Level) -> list[Problem]:
    return [one for one in report.problems if one.check == check and one.level is level]


@pytest.fixture(scope="module")
def clean_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classes(tmp_path_factory.mktemp("clean") / "data", 24)


@pytest.fixture
def folder(clean_folder: Path, tmp_path: Path) -> Path:
    """A copy of the clean folder that the test may spoil."""
    return Path(shutil.copytree(clean_folder, tmp_path / "data"))


@pytest.fixture(scope="module")
def clean(clean_folder: Path) -> DataReport:
    return check(clean_folder)


def test_a_clean_set_raises_nothing(clean: DataReport) -> None:
    assert not clean.blocks
    assert [one.sentence for one in clean.problems if one.level is not Level.NOTE] == []
    assert (clean.films, clean.patients_known, clean.unreadable, clean.copies) == (48, 48, (), ())
    assert [(one.label, one.films, one.groups) for one in clean.strata] == [
        ("covid19", 24, 12),
        ("normal", 24, 12),
    ]
    assert not any(one.large for one in clean.differences)


def test_the_whole_film_tells_the_classes_and_its_borders_do_not(clean: DataReport) -> None:
    by_part = {one.part: one for one in clean.probes}
    assert by_part["whole film"].low > 0.9
    assert by_part["borders"].low < 0.6
    assert by_part["lungs blanked"].low < 0.6
    assert {one.chance for one in clean.probes} == {0.5}


def test_the_report_is_the_same_after_json(clean: DataReport) -> None:
    assert DataReport.model_validate_json(clean.model_dump_json()) == clean


def test_an_exact_duplicate_is_found(folder: Path) -> None:
    shutil.copy(folder / "normal" / "normal-p03-0.png", folder / "normal" / "normal-p77-0.png")
    report = check(folder)
    [problem] = found(report, "duplicates", Level.BLOCKS)
    assert report.blocks
    assert {Path(file).name for file in problem.files} == {"normal-p03-0.png", "normal-p77-0.png"}
    assert "The same file is there more than once, as of different patients" in problem.sentence
    assert "normal-p77-0.png" in problem.sentence
    [copied] = report.copies
    assert (copied.exact, copied.one_group, copied.labels) == (True, False, ("normal",))


CHANGES: dict[str, Callable[[Bytes], Bytes]] = {
    "smaller, darker JPEG": reencoded,
    "mirrored": lambda film: film[:, ::-1],
    "inverted": lambda film: 255 - film,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_near_duplicate_is_found(folder: Path, change: Callable[[Bytes], Bytes]) -> None:
    film = cv2.imread(str(folder / "normal" / "normal-p05-1.png"), cv2.IMREAD_GRAYSCALE)
    cv2.imwrite(str(folder / "normal" / "normal-p88-0.png"), change(np.asarray(film, np.uint8)))
    report = check(folder)
    [problem] = found(report, "duplicates", Level.BLOCKS)
    assert {Path(file).name for file in problem.files} == {"normal-p05-1.png", "normal-p88-0.png"}
    assert not report.copies[0].exact
    assert report.copies[0].correlation > 0.8


def test_one_picture_with_two_labels_is_marked(folder: Path) -> None:
    shutil.copy(folder / "normal" / "normal-p03-0.png", folder / "covid19" / "covid19-p90-0.png")
    [problem] = found(check(folder), "duplicates", Level.BLOCKS)
    assert "there with different labels (covid19, normal)" in problem.sentence


def test_a_duplicate_of_one_patient_is_a_note(folder: Path) -> None:
    shutil.copy(folder / "normal" / "normal-p03-0.png", folder / "normal" / "normal-p03-2.png")
    report = check(folder)
    assert not report.blocks
    [note] = found(report, "duplicates", Level.NOTE)
    assert len(note.files) == 2


def test_a_patient_across_the_data_sets_own_split_is_found(folder: Path, tmp_path: Path) -> None:
    for side, patients in (("train", range(8)), ("val", range(8, 12))):
        for label in ("normal", "covid19"):
            target = tmp_path / "split" / side / label
            target.mkdir(parents=True)
            for patient in patients:
                for film in (folder / label).glob(f"*-p{patient:02d}-*.png"):
                    shutil.copy(film, target)
    assert not check(tmp_path / "split").blocks
    leaked = tmp_path / "split" / "train" / "normal" / "normal-p03-1.png"
    leaked.rename(tmp_path / "split" / "val" / "normal" / "normal-p03-1.png")
    report = check(tmp_path / "split")
    [problem] = found(report, "patients across the split", Level.BLOCKS)
    assert {Path(file).name for file in problem.files} == {"normal-p03-0.png", "normal-p03-1.png"}
    assert "(training and validation)" in problem.sentence


def test_a_corner_box_in_one_class_is_found(tmp_path: Path) -> None:
    report = check(write_classes(tmp_path / "data", 24, corner_box))
    assert not report.blocks
    shortcuts = found(report, "shortcuts", Level.WARNING)
    assert len(shortcuts) == 2
    assert any(one.sentence.startswith("From the borders of the films alone") for one in shortcuts)
    assert any(one.sentence.startswith("With the lungs blanked out") for one in shortcuts)
    [marks] = [one for one in report.differences if one.feature == "white marks in a corner"]
    assert marks.large
    assert (marks.value, marks.higher is (marks.label == "covid19")) == (1.0, True)


def test_a_source_that_goes_along_with_the_class_is_found(clean_folder: Path, tmp_path: Path) -> None:
    rows = ["file,label,source,patient,age"]
    for film in sorted(clean_folder.glob("*/*.png")):
        label, patient = film.parent.name, film.stem[:-2]
        source = "clinic" if label == "covid19" else "screening"
        rows.append(f"{film},{label},{source},{patient},{60 if label == 'covid19' else 30}")
    manifest = tmp_path / "films.csv"
    manifest.write_text("\n".join(rows), encoding="utf-8")
    report = check(manifest, DataOptions())
    sentences = " ".join(one.sentence for one in found(report, "differences", Level.WARNING))
    assert "Source goes along with the class (Cramér's V 1.00)" in sentences
    assert "Age: higher in films of covid19" in sentences
    assert {one.target for one in report.probes} == {"class", "source"}


def test_unreadable_files_are_named_and_do_not_stop_the_check(folder: Path) -> None:
    (folder / "normal" / "broken.png").write_bytes(b"no picture")
    report = check(folder)
    assert not report.blocks
    [unreadable] = report.unreadable
    assert unreadable.file.endswith("broken.png")
    assert "broken.png" in found(report, "files", Level.WARNING)[0].sentence


def test_patients_that_are_not_known_are_spoken_of(clean_folder: Path) -> None:
    report = check(clean_folder, DataOptions())
    [warning] = found(report, "patients", Level.WARNING)
    assert "Of 48 of 48 films the patient is not known" in warning.sentence
    assert report.patients_known == 0


def test_classes_that_cannot_be_trained_on_block(tmp_path: Path) -> None:
    folder = write_classes(tmp_path / "data", 2)
    shutil.rmtree(folder / "covid19")
    report = check(folder)
    sentences = [one.sentence for one in found(report, "classes", Level.BLOCKS)]
    assert sentences == [
        "A classifier needs two classes, and the films have 1.",
        "All films of normal belong to one patient; none can train and another one validate.",
    ]


def test_masks_are_looked_at_for_a_segmentation(tmp_path: Path) -> None:
    for folder in ("images", "masks"):
        (tmp_path / folder).mkdir()
    for number in range(4):
        film = np.full((80, 80), 40 * number, np.uint8)
        cv2.imwrite(str(tmp_path / "images" / f"{number}.png"), film)
        mask = np.zeros((80, 80), np.uint8)
        mask[20:60, 10:30] = mask[20:60, 50:70] = 255
        if number < 3:
            cv2.imwrite(str(tmp_path / "masks" / f"{number}.png"), mask if number else mask * 0)
    report = check_data(read_records(tmp_path), JobContext(), "segment")
    sentences = " ".join(one.sentence for one in report.problems)
    assert "1 films have no lung mask" in sentences
    assert "1 lung masks cannot be used" in sentences
    assert [Path(one.file).name for one in report.unreadable] == ["0.png"]
    assert not report.blocks
    (tmp_path / "masks" / "1.png").unlink()
    assert check_data(read_records(tmp_path), JobContext(), "segment").blocks


def test_the_check_can_be_cancelled(clean_folder: Path) -> None:
    context = JobContext()
    context.cancelled.set()
    with pytest.raises(JobCancelledError):
        check_data(read_records(clean_folder), context)

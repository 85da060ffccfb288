from pathlib import Path

import numpy as np
import pytest
from phantoms import PhantomSet

from cxrviewer.inference.model import open_classifier
from cxrviewer.inference.package import read_package
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.jobs import JobContext
from cxrviewer.study import LungMask, ModelReference
from cxrviewer.training.data_set.films import read_mask
from cxrviewer.training.data_set.records import FilmRecord, read_records
from cxrviewer.training.evaluation.patch_evaluation import (
    PatchedAnswers,
    classify_patches,
    fit_patch_temperature,
    patch_metrics,
    votes,
)

LABELS = ("a", "b", "c")
MODEL = ModelReference("drawn", "1.0.0", "0" * 64, "by hand")


def one_hot(rows: list[list[int]], certainty: float = 0.8) -> np.ndarray:
    rest = (1 - certainty) / 2
    return np.array([[[certainty if k == v else rest for k in range(3)] for v in row] for row in rows])


def test_most_patches_decide_and_of_equal_votes_the_mean() -> None:
    answers = one_hot([[0, 0, 1], [2, 1, 1], [1, 0, 2]])
    answers[2, 2] = [0.0, 0.05, 0.95]
    assert votes(answers).tolist() == [0, 1, 2]


def answered(rows: list[list[int]], reference: list[int], refused: int = 0) -> PatchedAnswers:
    def films(count: int, prefix: str) -> tuple[FilmRecord, ...]:
        return tuple(FilmRecord(Path(f"{prefix}{n}.png"), "", f"{prefix}{n}", "", None) for n in range(count))

    return PatchedAnswers(
        films(len(rows), "kept"),
        one_hot(rows),
        np.array(reference, np.int64),
        np.ones(len(rows)),
        films(refused, "refused"),
    )


def test_vote_mean_and_refusals_are_all_measured() -> None:
    found = answered([[0, 0, 0], [1, 1, 0], [2, 2, 1], [0, 0, 1]], [0, 1, 2, 2], refused=1)
    figures = {metric.name: metric for metric in patch_metrics(found, LABELS, "here")}
    assert figures["accuracy of the majority vote"].value == 0.75
    assert figures["accuracy"].value == 0.75
    assert figures["share of films with plausible lungs"].value == 0.8
    assert figures["share of films with plausible lungs"].images == 5
    assert {metric.subset for metric in figures.values()} == {"here"}


def test_patches_too_sure_of_themselves_are_cooled() -> None:
    generator = np.random.default_rng(0)
    rows, reference = [], []
    for _film in range(300):
        truth = int(generator.integers(3))
        rows.append([truth if generator.random() < 0.6 else int(generator.integers(3)) for _ in range(5)])
        reference.append(truth)
    sure, unsure = one_hot(rows, 0.999), one_hot(rows, 0.4)
    assert fit_patch_temperature(sure, np.array(reference)) > 1.1
    assert fit_patch_temperature(unsure, np.array(reference)) < 1


def test_films_are_read_as_users_read_them(patch_models: Path, phantoms: PhantomSet) -> None:
    classifier = open_classifier(read_package(patch_models / "cxr4-patches-tiny-1.0.0"), "cpu", threads=1)
    records = read_records(phantoms.folder)[::8]

    def lungs(record: FilmRecord, _unit: FloatMap) -> LungMask:
        labels = read_mask(record)
        return LungMask(np.zeros_like(labels) if record is records[2] else labels, MODEL)

    found = classify_patches(classifier, records, lungs, JobContext(), patches=7)
    assert found.refused == (records[2],)
    assert found.records == (*records[:2], *records[3:])
    assert found.answers.shape == (3, 7, 4)
    assert found.answers.sum(axis=2) == pytest.approx(np.ones((3, 7)), abs=1e-5)
    assert found.reference.tolist() == [0, 1, 3]
    assert (found.cam_peaks >= 0).all()

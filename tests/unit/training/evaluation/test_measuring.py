from pathlib import Path

import numpy as np
import pytest
from phantoms import PhantomSet

from cxrviewer.errors import DataError, ReadError
from cxrviewer.inference.model import open_classifier, open_segmenter
from cxrviewer.inference.package import read_package
from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.film_reader import FilmReader
from cxrviewer.training.data_set.records import FilmRecord, read_records
from cxrviewer.training.evaluation.measuring import (
    ClassifierAnswers,
    apply_temperature,
    classifier_metrics,
    classify_films,
    fit_temperature,
    lung_metrics,
    score_lungs,
)

LABELS = ("normal", "covid19", "other")


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 1.7, 3.0])
def test_the_temperature_that_spoilt_the_probabilities_is_found(temperature: float) -> None:
    generator = np.random.default_rng(0)
    true_logits = generator.normal(0, 2, (6000, 4))
    truth = softmax(true_logits)
    reference = np.array([generator.choice(4, p=one) for one in truth])
    told = softmax(true_logits * temperature)
    found = fit_temperature(told, reference)
    assert found == pytest.approx(temperature, rel=0.06)
    assert np.abs(apply_temperature(told, found) - truth).mean() < 0.01


def test_a_temperature_keeps_order_and_sum() -> None:
    probabilities = np.array([[0.7, 0.2, 0.1], [1.0, 0.0, 0.0]])
    cooler, same, hotter = (apply_temperature(probabilities, t) for t in (0.5, 1.0, 2.0))
    for given in (cooler, same, hotter):
        assert np.allclose(given.sum(axis=1), 1)
        assert (given.argmax(axis=1) == 0).all()
    assert np.allclose(same, probabilities, atol=1e-9)
    assert hotter[0] == pytest.approx(np.sqrt([0.7, 0.2, 0.1]) / np.sqrt([0.7, 0.2, 0.1]).sum())
    assert cooler[0, 0] > 0.7 > hotter[0, 0]


def answers(predicted: list[int], reference: list[int], certainty: float = 0.8) -> ClassifierAnswers:
    rest = (1 - certainty) / 2
    probabilities = np.full((len(predicted), 3), rest)
    probabilities[np.arange(len(predicted)), predicted] = certainty
    records = tuple(
        FilmRecord(Path(f"{n}.png"), LABELS[r], str(n), "", None) for n, r in enumerate(reference)
    )
    return ClassifierAnswers(records, probabilities, np.array(reference, np.int64), np.ones(len(predicted)))


def test_figures_by_hand() -> None:
    given = answers([0, 0, 1, 1, 1, 2], [0, 0, 1, 1, 2, 2])
    figures = {metric.name: metric for metric in classifier_metrics(given, LABELS, "all")}
    assert figures["accuracy"].value == pytest.approx(5 / 6)
    assert figures["F1 normal"].value == 1
    assert figures["F1 covid19"].value == pytest.approx(2 * 2 / (2 * 2 + 1))
    assert figures["F1 other"].value == pytest.approx(2 * 1 / (2 * 1 + 1))
    assert figures["macro F1"].value == pytest.approx((1 + 4 / 5 + 2 / 3) / 3)
    assert figures["expected calibration error"].value == pytest.approx(abs(5 / 6 - 0.8))
    # one film of "other" against the rest: 0.8 and 0.1 against 0.1 four times: (4 + 4 / 2) / 8
    assert figures["AUROC other against the rest"].value == pytest.approx(0.75)
    for metric in figures.values():
        assert metric.low <= metric.value <= metric.high
        assert (metric.images, metric.subset) == (6, "all")


def test_figures_that_the_films_do_not_define_are_left_out() -> None:
    names = [metric.name for metric in classifier_metrics(answers([0, 1, 1], [0, 1, 0]), LABELS, "all")]
    assert "AUROC normal against the rest" in names
    assert "AUROC other against the rest" not in names
    assert "F1 other" not in names, "the class neither occurs nor is answered"


@pytest.fixture(scope="module")
def records(phantoms: PhantomSet) -> list[FilmRecord]:
    return read_records(phantoms.folder)


def test_films_are_read_as_users_films_are(tiny_models: Path, records: list[FilmRecord]) -> None:
    classifier = open_classifier(read_package(tiny_models / "cxr4-tiny-1.0.0"), "cpu", threads=1)
    given = classify_films(FilmReader(classifier), records[::7], JobContext())
    assert given.probabilities.shape == (5, 4)
    assert np.allclose(given.probabilities.sum(axis=1), 1)
    labels = classifier.package.card.label_names
    assert [labels[number] for number in given.reference] == [record.label for record in records[::7]]
    assert (given.cam_peaks >= 0).all()


def test_a_film_that_cannot_be_read_ends_the_evaluation(
    tiny_models: Path, records: list[FilmRecord], tmp_path: Path
) -> None:
    classifier = open_classifier(read_package(tiny_models / "cxr4-tiny-1.0.0"), "cpu", threads=1)
    missing = FilmRecord(tmp_path / "gone.png", "normal", "g", "", None)
    with pytest.raises(ReadError, match=r"gone\.png"):
        classify_films(FilmReader(classifier), [records[0], missing], JobContext())


def test_lungs_are_scored_against_their_masks(tiny_models: Path, records: list[FilmRecord]) -> None:
    segmenter = open_segmenter(read_package(tiny_models / "lungs-tiny-1.0.0"), "cpu", threads=1)
    scores = score_lungs(segmenter, records[:8], JobContext())
    assert min(score.both for score in scores) > 0.85
    both, right, left = lung_metrics(scores, "all")
    assert both.name == "mean Dice"
    assert both.value == pytest.approx(np.mean([score.both for score in scores]))
    assert right.value == pytest.approx(np.mean([score.right for score in scores]))
    assert left.low <= left.value <= left.high


def test_a_mask_of_another_film_is_noticed(
    tiny_models: Path, records: list[FilmRecord], tmp_path: Path
) -> None:
    import cv2

    cv2.imwrite(str(tmp_path / "m.png"), np.repeat(np.array([[1, 1, 0, 2, 2]], np.uint8), 5, axis=0))
    segmenter = open_segmenter(read_package(tiny_models / "lungs-tiny-1.0.0"), "cpu", threads=1)
    wrong = FilmRecord(records[0].path, "normal", "g", "", tmp_path / "m.png")
    with pytest.raises(DataError, match=r"m\.png: has another size than its film normal-0\.png"):
        score_lungs(segmenter, [wrong], JobContext())

import numpy as np
import pytest

from cxrviewer.inference.card import Label
from cxrviewer.inference.gate import FRONTAL, MIRRORED
from cxrviewer.training.evaluation.reliability import (
    classifier_labels,
    gate_labels,
    operating_threshold,
    uncertain_band,
)


def test_the_threshold_parts_what_can_be_parted() -> None:
    positive = np.array([False, False, True, False, True, True])
    probability = np.array([0.1, 0.2, 0.4, 0.3, 0.8, 0.9])
    assert operating_threshold(positive, probability) == pytest.approx(0.4)


def test_the_threshold_is_the_best_of_all_by_trying_each() -> None:
    random = np.random.default_rng(0)
    positive = random.random(300) < 0.3
    probability = np.clip(random.normal(0.4 + 0.2 * positive, 0.2), 0, 1)

    def youden(threshold: float) -> float:
        called = probability >= threshold
        return float(called[positive].mean() + (~called)[~positive].mean())

    best = max(youden(one) for one in probability)
    assert youden(operating_threshold(positive, probability)) == pytest.approx(best)


def test_the_band_ends_where_answers_become_right() -> None:
    probability = np.linspace(0, 1, 1001)
    positive = probability > 0.7
    low, high = uncertain_band(positive, np.ones(1001, bool), probability)
    assert high == pytest.approx(0.7, abs=0.02)
    assert low <= high


def test_answers_that_are_never_right_are_always_uncertain() -> None:
    probability = np.linspace(0.5, 1, 100)
    positive = np.zeros(100, bool)
    positive[0] = True
    assert uncertain_band(positive, np.ones(100, bool), probability)[1] == 1


def test_a_class_that_is_never_the_answer_is_always_uncertain() -> None:
    assert uncertain_band(np.array([True, False]), np.zeros(2, bool), np.array([0.4, 0.1]))[1] == 1


def test_every_label_gets_its_operating_point_and_its_origin() -> None:
    random = np.random.default_rng(1)
    reference = random.integers(0, 3, 400)
    logits = random.normal(size=(400, 3)) + 2 * np.eye(3)[reference]
    probabilities = (np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)).astype(np.float32)
    labels = classifier_labels(
        [Label(name=name, title=name) for name in ("one", "two", "three")], probabilities, reference
    )
    for label in labels:
        assert label.threshold is not None
        assert label.uncertain_low is not None
        assert label.uncertain_high is not None
        assert 0 <= label.uncertain_low <= label.uncertain_high <= 1
        assert "400 validation films" in label.threshold_origin


def test_a_gate_lets_the_films_pass_that_it_was_asked_to() -> None:
    random = np.random.default_rng(2)
    frontal, mirrored = random.uniform(0.2, 0.5, 1000), random.uniform(0, 0.3, 1000)
    probabilities = np.stack([frontal, mirrored, 1 - frontal - mirrored], axis=1).astype(np.float32)
    labels = [Label(name=name, title=name) for name in (FRONTAL, MIRRORED, "other")]
    first, second, third = gate_labels(labels, probabilities)
    assert first.threshold is not None
    assert ((frontal + mirrored) >= first.threshold).mean() == pytest.approx(0.995, abs=0.002)
    assert second.threshold is not None
    assert (mirrored > second.threshold).mean() == pytest.approx(0.02, abs=0.002)
    assert third.threshold is None

from pathlib import Path

import numpy as np
import pytest

from cxrviewer.inference.card import Card, read_card
from cxrviewer.inference.probabilities import class_probabilities
from cxrviewer.training.evaluation.measuring import apply_temperature

LOGITS = np.array([[2.0, -1.0, 0.5, -3.0], [-40.0, -42.0, -60.0, -41.0], [90.0, 5.0, 0.0, -90.0]], np.float32)


@pytest.fixture
def card(tiny_models: Path) -> Card:
    return read_card(tiny_models / "cxr4-tiny-1.0.0").model_copy(update={"temperature": 1.0})


def one_vs_all(card: Card, temperature: float = 1.0) -> Card:
    return card.model_copy(update={"probabilities": "one_vs_all", "temperature": temperature})


def test_sigmoids_are_brought_to_the_sum_1(card: Card) -> None:
    sigmoids = 1 / (1 + np.exp(-LOGITS[:1].astype(np.float64)))
    found = class_probabilities(LOGITS[:1], one_vs_all(card))
    assert found == pytest.approx(sigmoids / sigmoids.sum(), rel=1e-5)


def test_they_are_probabilities_however_sure_the_network_is(card: Card) -> None:
    for one in (card, one_vs_all(card), one_vs_all(card, 2.0)):
        found = class_probabilities(LOGITS, one)
        assert found.dtype == np.float32
        assert np.isfinite(found).all()
        assert found.sum(axis=1) == pytest.approx(np.ones(3), rel=1e-5)
    assert class_probabilities(LOGITS, one_vs_all(card)).argmax(axis=1).tolist() == [0, 0, 0]


def test_a_temperature_calibrates_them_as_others(card: Card) -> None:
    at_1 = class_probabilities(LOGITS[:1], one_vs_all(card)).astype(np.float64)
    assert class_probabilities(LOGITS[:1], one_vs_all(card, 1.7)) == pytest.approx(
        apply_temperature(at_1, 1.7), rel=1e-4
    )

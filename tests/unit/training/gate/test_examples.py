from collections import Counter
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from cxrviewer.inference.gate import FRONTAL, GATE_LABELS, INVERTED, MIRRORED, NOT_FRONTAL, TURNED
from cxrviewer.study import Grey8
from cxrviewer.training.gate.examples import gate_example, not_frontal, role
from cxrviewer.training.gate.patterns import PATTERNS

SIDE = 96


@pytest.fixture(scope="module")
def film() -> Grey8:
    coarse = np.random.default_rng(0).integers(0, 256, (6, 6), np.uint8)
    return np.asarray(cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), np.uint8)


@pytest.fixture(scope="module")
def examples(film: Grey8) -> list[tuple[Grey8, str]]:
    random = np.random.default_rng(1)
    return [gate_example(film, FRONTAL, random) for _ in range(400)]


def test_every_label_occurs_and_upright_films_most(examples: list[tuple[Grey8, str]]) -> None:
    counts = Counter(label for _picture, label in examples)
    assert set(counts) == set(GATE_LABELS)
    assert counts[FRONTAL] + counts[NOT_FRONTAL] > 0.4 * len(examples)


def test_an_example_is_what_its_label_says(film: Grey8, examples: list[tuple[Grey8, str]]) -> None:
    expected = {
        FRONTAL: film,
        MIRRORED: np.fliplr(film),
        INVERTED: np.invert(film),
        TURNED[0]: np.transpose(film)[:, ::-1],
        TURNED[1]: film[::-1, ::-1],
        TURNED[2]: np.transpose(film)[::-1],
    }
    made = [(picture, label) for picture, label in examples if label != NOT_FRONTAL]
    as_they_are = [np.array_equal(picture, expected[label]) for picture, label in made]
    assert 0.35 < np.mean(as_they_are) < 0.65
    nearest = [max(expected, key=lambda one: likeness(picture, expected[one])) for picture, _label in made]
    assert np.mean([name == label for name, (_picture, label) in zip(nearest, made, strict=True)]) > 0.97


def likeness(one: Grey8, other: Grey8) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def test_a_picture_that_is_no_chest_film_stays_one(film: Grey8) -> None:
    random = np.random.default_rng(2)
    assert {gate_example(film, NOT_FRONTAL, random)[1] for _ in range(50)} == {NOT_FRONTAL}


def test_what_is_not_frontal_is_never_the_film(film: Grey8) -> None:
    random = np.random.default_rng(3)
    for _ in range(60):
        made = not_frontal(film, random)
        assert made.shape == film.shape
        assert made.dtype == np.uint8
        assert not np.array_equal(made, film)


@pytest.mark.parametrize("draw", PATTERNS)
def test_patterns_show_something_and_differ(draw: Callable[[int, np.random.Generator], Grey8]) -> None:
    random = np.random.default_rng(4)
    drawn = [draw(SIDE, random) for _ in range(4)]
    assert all(one.shape == (SIDE, SIDE) and one.dtype == np.uint8 for one in drawn)
    assert len({one.tobytes() for one in drawn}) == 4
    assert all(one.min() < one.max() for one in drawn)


def test_films_of_ct_are_no_chest_films() -> None:
    assert [role(label) for label in ("normal", "covid19", "ct_covid")] == [FRONTAL, FRONTAL, NOT_FRONTAL]

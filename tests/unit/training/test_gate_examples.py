from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from cxrviewer.inference.gate import FRONTAL, GATE_LABELS, INVERTED, MIRRORED, NOT_FRONTAL, TURNED
from cxrviewer.study import Grey8
from cxrviewer.training.gate_examples import gate_example, not_frontal, role
from cxrviewer.training.gate_patterns import PATTERNS

SIDE = 96


@pytest.fixture(scope="module")
def film() -> Grey8:
    return np.random.default_rng(0).integers(0, 256, (SIDE, SIDE), np.uint8)


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
    for picture, label in examples:
        if label != NOT_FRONTAL:
            assert np.array_equal(picture, expected[label]), label


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

"""What `gate_limbs` and `gate_trunk` draw."""

from collections.abc import Callable

import numpy as np
import pytest

from cxrviewer.study import Grey8
from cxrviewer.training.gate.examples import BODY_PARTS

SIDE = 96
Draw = Callable[[int, np.random.Generator], Grey8]


@pytest.mark.parametrize("draw", BODY_PARTS)
def test_drawings_use_the_greys_and_no_two_are_alike(draw: Draw) -> None:
    random = np.random.default_rng(4)
    drawn = [draw(SIDE, random) for _ in range(4)]
    for one in drawn:
        assert one.shape == (SIDE, SIDE)
        assert one.dtype == np.uint8
        assert one.std() > 10
        assert len(np.unique(one)) > 40
    assert np.abs(np.corrcoef([one.ravel() for one in drawn]))[0, 1:].max() < 0.999


@pytest.mark.parametrize("draw", BODY_PARTS)
def test_the_same_chance_draws_the_same(draw: Draw) -> None:
    once, again = (draw(SIDE, np.random.default_rng(9)) for _ in range(2))
    assert np.array_equal(once, again)


def test_kinds_of_drawings_differ_more_than_drawings_of_a_kind() -> None:
    random = np.random.default_rng(5)
    means = np.array(
        [np.mean([draw(SIDE, random) for _ in range(12)], axis=0).ravel() for draw in BODY_PARTS]
    )
    correlation = np.corrcoef(means) - np.eye(len(means))
    assert correlation.max() < 0.99

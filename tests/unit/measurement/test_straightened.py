"""The midline of the lungs."""

import numpy as np
import pytest
from scipy.stats import theilslopes

from cxrviewer.measurement import Scale
from cxrviewer.measurement.straightened import straighten, theil_sen

SQUARE = Scale(1.0, 1.0, "px", None)


def test_line_that_outliers_do_not_move() -> None:
    x = np.arange(60.0) + 0.5
    y = 3 - 0.2 * x + np.random.default_rng(0).normal(0, 0.1, 60)
    y[::4] += 500
    slope, start, _low, _high = theilslopes(y, x)
    assert theil_sen(x, y) == pytest.approx((start, slope))
    assert slope == pytest.approx(-0.2, abs=0.02)


@pytest.mark.parametrize("lean", [-0.3, 0.0, 0.3])
def test_midline_of_leaning_lungs_becomes_upright(lean: float) -> None:
    labels = np.zeros((500, 600), np.uint8)
    for row in range(50, 450):
        middle = round(300 + lean * (row - 250))
        labels[row, middle - 150 : middle - 20], labels[row, middle + 20 : middle + 150] = 1, 2
    straight = straighten(labels.astype(np.float32) / 2, labels, SQUARE)
    assert straight is not None
    for y in (20.0, 300.0):
        x, on_film = straight.on_film(straight.midline, y)
        assert x == pytest.approx(300 + lean * (on_film - 250), abs=2)
    right, left = (np.flatnonzero((straight.labels == lung).any(axis=0)) for lung in (1, 2))
    assert right[-1] < straight.midline < left[0]
    assert straight.midline - right[-1] == pytest.approx(left[0] - straight.midline, abs=3)


def test_lungs_that_lean_too_far_have_none() -> None:
    labels = np.zeros((500, 600), np.uint8)
    for row in range(150, 350):
        middle = round(300 + 0.6 * (row - 250))
        labels[row, middle - 150 : middle - 20], labels[row, middle + 20 : middle + 150] = 1, 2
    assert straighten(labels.astype(np.float32) / 2, labels, SQUARE) is None

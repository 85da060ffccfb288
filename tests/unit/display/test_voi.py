"""VOI transforms against values worked out by hand from the formulas of PS3.3 C.11.2."""

import numpy as np
import pytest

from cxrviewer.display import full_range, voi_values
from cxrviewer.display.presentation import grey_levels
from cxrviewer.study import LookupTable, VoiFunction, Window

LINEAR, EXACT, SIGMOID = VoiFunction.LINEAR, VoiFunction.LINEAR_EXACT, VoiFunction.SIGMOID


@pytest.mark.parametrize(
    ("window", "values", "levels"),
    [
        # C.11.2.1.2.1, centre 4, width 5: y = ((x - 3.5) / 4 + 0.5) * 255 for 1.5 < x <= 5.5
        (Window(4, 5), [0, 1.5, 2, 3, 4, 5, 5.5, 9], [0, 0, 31, 95, 159, 223, 255, 255]),
        # the example of the standard: centre 2048, width 4096 covers 0 to 4095
        (Window(2048, 4096), [-1, 0, 1, 2048, 4094, 4095, 4096], [0, 0, 0, 127, 254, 255, 255]),
        # centre 0, width 100: from -50 to 49
        (Window(0, 100), [-50, -49, 0, 48, 49], [0, 2, 128, 252, 255]),
        # width 1 is a threshold at centre - 0.5
        (Window(4, 1), [3, 3.5, 3.6, 4, 5], [0, 0, 255, 255, 255]),
        # C.11.2.1.3.2, centre 4, width 4: y = ((x - 4) / 4 + 0.5) * 255
        (Window(4, 4, EXACT), [1, 2, 3, 4, 5, 6, 7], [0, 0, 63, 127, 191, 255, 255]),
        (Window(0.5, 0.25, EXACT), [0.375, 0.5, 0.625], [0, 127, 255]),
        # C.11.2.1.3.1, centre 4, width 4: y = 255 / (1 + exp(-(x - 4)))
        (Window(4, 4, SIGMOID), [0, 3, 4, 5, 8], [4, 68, 127, 186, 250]),
        (Window(0, 1e-6, SIGMOID), [-1e9, 0, 1e9], [0, 127, 255]),
    ],
)
def test_windows(window: Window, values: list[float], levels: list[int]) -> None:
    assert grey_levels(voi_values(np.array(values), window)).tolist() == levels


def test_voi_lut_clamps_and_scales_by_its_bits() -> None:
    table = LookupTable(100, np.array([0, 1000, 4095], np.uint16), 12)
    shown = voi_values(np.array([0, 99, 100, 101, 101.4, 102, 103, 1e9]), table)
    assert grey_levels(shown).tolist() == [0, 0, 0, 62, 62, 255, 255, 255]


def test_voi_lut_of_negative_first_value_and_inverse_order() -> None:
    table = LookupTable(-2, np.array([255, 128, 0], np.uint16), 8)
    assert grey_levels(voi_values(np.array([-9, -2, -1, 0, 9]), table)).tolist() == [255, 255, 128, 0, 0]


def test_full_range_reaches_black_and_white() -> None:
    window = full_range(-7, 13)
    assert grey_levels(voi_values(np.array([-7.0, 3, 13]), window)).tolist() == [0, 127, 255]


def test_full_range_of_one_value_is_black() -> None:
    assert voi_values(np.array([5.0]), full_range(5, 5)).tolist() == [0]

"""Counts of modality values, by hand."""

from collections.abc import Callable

import numpy as np
import pytest

from cxrviewer.display import auto_window, histogram
from cxrviewer.study import Image, Photometric, Rescale

MakeImage = Callable[..., Image]


def test_each_value_is_counted_in_modality_units(make_image: MakeImage) -> None:
    image = make_image([[0, 0, 0, 1], [2, 2, 3, 4]], np.uint16, modality=Rescale(2, -10))
    counted = histogram(image, steps=4)
    assert (counted.low, counted.high) == (-10, -2)
    assert counted.counts.tolist() == [3, 1, 2, 2]


def test_padding_and_what_is_no_number_are_left_out(make_image: MakeImage) -> None:
    padded = histogram(make_image([[9000, 1, 2, 3]], np.uint16, padding=(9000, 9000)), steps=2)
    assert (padded.low, padded.high, padded.counts.sum()) == (1, 3, 3)
    real = histogram(make_image([[np.nan, np.inf, -1.5, 0.5]], np.float32), steps=2)
    assert (real.low, real.high) == (-1.5, 0.5)
    assert real.counts.tolist() == [1, 1]


def test_one_value_alone_has_a_step_of_its_own(make_image: MakeImage) -> None:
    counted = histogram(make_image([[7, 7]], np.uint8))
    assert counted.low < 7 < counted.high
    assert counted.counts.sum() == 2


def test_colours_have_no_histogram(make_image: MakeImage) -> None:
    with pytest.raises(ValueError, match="colour"):
        histogram(make_image([[[1, 2, 3]]], np.uint8, photometric=Photometric.RGB))


def test_in_hounsfield_units_what_is_thinner_than_air_is_no_measurement(make_image: MakeImage) -> None:
    image = make_image([[-3024, -1024, 0, 1000]], np.int16, units="HU")
    assert histogram(image).low == -1024
    window = auto_window(image, 0, 100)
    assert (window.centre - window.width / 2, window.centre + window.width / 2) == (-1024, 1000)
    outside = histogram(make_image([[-3024, -3024]], np.int16, units="HU"))
    assert outside.counts.sum() == 2

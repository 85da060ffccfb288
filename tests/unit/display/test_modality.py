"""Modality values: the readout under the cursor."""

from collections.abc import Callable

import numpy as np
import pytest

from cxrviewer.display import modality_value, modality_values
from cxrviewer.study import Image, LookupTable, Photometric, Rescale


def test_the_readout_is_in_modality_units(make_image: Callable[..., Image]) -> None:
    image = make_image([[0, 1], [2, 3]], np.int16, modality=Rescale(2.5, -1024))
    assert modality_value(image, 1, 0) == -1019


def test_the_readout_of_a_table_and_of_colours(make_image: Callable[..., Image]) -> None:
    table = LookupTable(1, np.array([7, 9], np.uint16), 8)
    assert modality_value(make_image([[2]], np.uint8, modality=table), 0, 0) == 9
    colour = make_image([[[1, 2, 3]]], np.uint8, photometric=Photometric.RGB)
    assert modality_value(colour, 0, 0) == (1, 2, 3)


@pytest.mark.parametrize(("row", "column"), [(-1, 0), (0, -1), (1, 0), (0, 2)])
def test_outside_of_the_image_there_is_no_value(
    make_image: Callable[..., Image], row: int, column: int
) -> None:
    with pytest.raises(IndexError):
        modality_value(make_image([[0, 1]], np.uint8), row, column)


def test_nan_takes_the_first_entry_of_a_table() -> None:
    table = LookupTable(0, np.array([5, 6], np.uint16), 8)
    assert modality_values(np.array([np.nan, np.inf, -np.inf, 0.6]), table).tolist() == [5, 6, 5, 6]

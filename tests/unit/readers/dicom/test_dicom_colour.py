"""Colours of every cell and kind -> 8-bit RGB, against values worked out by hand."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cxrviewer.readers import read_image

COLOUR = {"SamplesPerPixel": 3, "PlanarConfiguration": 0, "BitsAllocated": 16, "PixelRepresentation": 0}
BYTES = COLOUR | {"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7}


@pytest.mark.parametrize(
    ("bits", "high", "cells", "expected"),
    [
        (16, 15, (0x0000, 0x80FF, 0xFFFF), (0, 128, 255)),
        (12, 11, (0x0000, 0x080F, 0x0FFF), (0, 128, 255)),
        (12, 15, (0x000F, 0x80FF, 0xFFFF), (0, 128, 255)),  # bits below the sample are not part of it
        (8, 15, (0x00FF, 0x8000, 0xFF00), (0, 128, 255)),
        (8, 7, (0xAB00, 0xAB80, 0xABFF), (0, 128, 255)),  # nor are those above
        (4, 3, (0, 8, 15), (0, 136, 255)),
    ],
)
def test_samples_lie_where_the_header_says(
    write_dicom: Callable[..., Path],
    bits: int,
    high: int,
    cells: tuple[int, ...],
    expected: tuple[int, ...],
) -> None:
    given = COLOUR | {"PhotometricInterpretation": "RGB", "BitsStored": bits, "HighBit": high}
    image = read_image(write_dicom(np.array([[cells]], np.uint16), **given))
    assert tuple(image.pixels[0, 0]) == expected


# Y, CB, CR of red, green, blue, white and black by the equations of PS3.3 C.7.6.3.1.2, rounded
FULL = [(76, 85, 255), (150, 44, 21), (29, 255, 107), (255, 128, 128), (0, 128, 128)]
PARTIAL = [(81, 90, 240), (145, 54, 34), (41, 240, 110), (235, 128, 128), (16, 128, 128)]
COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)]


def test_ybr_full(write_dicom: Callable[..., Path]) -> None:
    given = COLOUR | {
        "PhotometricInterpretation": "YBR_FULL",
        "BitsAllocated": 8,
        "BitsStored": 8,
        "HighBit": 7,
    }
    image = read_image(write_dicom(np.array([FULL], np.uint8), **given))
    assert np.abs(image.pixels[0].astype(int) - COLOURS).max() <= 2  # of the rounded Y, CB and CR


@pytest.mark.parametrize(("photometric", "colours"), [("YBR_FULL_422", FULL), ("YBR_PARTIAL_422", PARTIAL)])
def test_two_neighbours_share_their_chrominance(
    write_dicom: Callable[..., Path], photometric: str, colours: list[tuple[int, int, int]]
) -> None:
    pairs = [(light, light, blue, red) for light, blue, red in colours]
    given = COLOUR | {
        "PhotometricInterpretation": photometric,
        "BitsAllocated": 8,
        "BitsStored": 8,
        "HighBit": 7,
    }
    path = write_dicom(np.array([pairs], np.uint8), Columns=10, **given)
    pixels = read_image(path).pixels[0].astype(int)
    assert np.abs(pixels[0::2] - COLOURS).max() <= 2
    np.testing.assert_array_equal(pixels[0::2], pixels[1::2])

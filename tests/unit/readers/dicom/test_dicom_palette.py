"""PALETTE COLOR: plain and segmented tables -> RGB."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxrviewer.errors import ReadError
from cxrviewer.readers import read_image

INDICES = np.array([[0, 1, 2, 3, 9]], np.uint16)
COLOURS = ("Red", "Green", "Blue")


def palette(descriptor: list[int], data: bytes | list[int], segmented: str = "") -> dict[str, Any]:
    attributes = {f"{colour}PaletteColorLookupTableDescriptor": descriptor for colour in COLOURS}
    names = [f"{segmented}{colour}PaletteColorLookupTableData" for colour in COLOURS]
    return {**attributes, **dict(zip(names, data, strict=True)), "PhotometricInterpretation": "PALETTE COLOR"}


def words(*values: int) -> bytes:
    return np.array(values, "<u2").tobytes()


def test_16_bit_entries_give_their_high_bytes(write_dicom: Callable[..., Path]) -> None:
    data = [words(0x0000, 0x8000, 0xFF00), words(0, 0x0100, 0x0200), words(0x0A00, 0, 0)]
    pixels = read_image(write_dicom(INDICES, **palette([3, 1, 16], data))).pixels
    assert pixels.tolist() == [[[0, 0, 10], [0, 0, 10], [128, 1, 0], [255, 2, 0], [255, 2, 0]]]


def test_12_bit_entries_give_their_eight_highest_bits(write_dicom: Callable[..., Path]) -> None:
    data = [words(0x000, 0x800, 0xFF0), words(0, 0, 0x010), words(0x0A0, 0, 0xFFF)]
    pixels = read_image(write_dicom(INDICES, **palette([3, 1, 12], data))).pixels
    assert pixels.tolist() == [[[0, 0, 10], [0, 0, 10], [128, 0, 0], [255, 1, 255], [255, 1, 255]]]


def test_8_bit_colours_in_a_palette_of_16_bits_are_shown_and_told(write_dicom: Callable[..., Path]) -> None:
    data = [words(1, 2, 255), words(3, 4, 0), words(5, 6, 0)]
    image = read_image(write_dicom(INDICES[:, :3], **palette([3, 0, 16], data)))
    assert image.pixels.tolist() == [[[1, 3, 5], [2, 4, 6], [255, 0, 0]]]
    (notice,) = image.notices
    assert "8-bit colours" in notice


def test_a_dark_channel_of_16_bits_stays_dark(write_dicom: Callable[..., Path]) -> None:
    data = [words(0x0000, 0xFFFF), words(0, 0x00FF), words(0, 0)]
    image = read_image(write_dicom(INDICES[:, :2], **palette([2, 0, 16], data)))
    assert image.pixels.tolist() == [[[0, 0, 0], [255, 0, 0]]]
    assert image.notices == ()


def test_8_bit_entries_two_a_word(write_dicom: Callable[..., Path]) -> None:
    data = [bytes([1, 2, 3, 4]), bytes([5, 6, 7, 8]), bytes([9, 10, 11, 12])]
    pixels = read_image(write_dicom(INDICES, **palette([4, 0, 8], data))).pixels
    assert pixels.tolist() == [[[1, 5, 9], [2, 6, 10], [3, 7, 11], [4, 8, 12], [4, 8, 12]]]


def test_segments_discrete_linear_and_indirect(write_dicom: Callable[..., Path]) -> None:
    # PS3.3 C.7.9.2: two entries as they are, a ramp of two to 0x4000, then the first segment once more
    segments = words(0, 2, 0x0000, 0x2000, 1, 2, 0x4000, 2, 1, 0, 0)
    pixels = read_image(
        write_dicom(
            np.arange(6, dtype=np.uint16)[np.newaxis], **palette([6, 0, 16], [segments] * 3, "Segmented")
        )
    ).pixels
    assert pixels[0, :, 0].tolist() == [0x00, 0x20, 0x30, 0x40, 0x00, 0x20]


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        (palette([9, 0, 16], [words(1, 2)] * 3), "holds 2 of 9 entries"),
        (palette([9, 0, 16], [words(0, 2, 7, 8)] * 3, "Segmented"), "too short"),
        (palette([9, 0, 16], [words(1, 2, 7)] * 3, "Segmented"), "unknown segment"),
        (palette([9, 0, 16], [words(0, 1, 7, 2, 3, 4000, 0)] * 3, "Segmented"), "outside of its segments"),
        ({"PhotometricInterpretation": "PALETTE COLOR"}, "the red palette has no descriptor"),
    ],
)
def test_a_broken_palette_is_refused(
    write_dicom: Callable[..., Path], attributes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ReadError, match=rf"has a broken colour palette \(.*{reason}"):
        read_image(write_dicom(INDICES, **attributes))

"""Uncompressed pixel data -> stored values."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian

from cxrviewer.errors import ReadError
from cxrviewer.readers import read_image


@pytest.mark.parametrize(
    "syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian]
)
def test_every_encoding_of_the_data_set_gives_the_same_values(
    write_dicom: Callable[..., Path], syntax: UID
) -> None:
    cells = np.array([[1, 2, 300], [4000, 50000, 65535]], np.uint16)
    image = read_image(write_dicom(cells, syntax=syntax))
    assert image.pixels.dtype == np.uint16
    np.testing.assert_array_equal(image.pixels, cells)


@pytest.mark.parametrize(
    ("cell", "bits", "high_bit", "signed", "value"),
    [
        (0x0FFF, 12, 11, 0, 4095),
        (0x0FFF, 12, 11, 1, -1),
        (0x0800, 12, 11, 1, -2048),
        (0x07FF, 12, 11, 1, 2047),
        (0xF7FF, 12, 11, 0, 0x7FF),  # an overlay in the unused bits
        (0xF7FF, 12, 11, 1, 0x7FF),
        (0xABC5, 12, 15, 0, 0xABC),  # left-justified cells
        (0xABC5, 12, 15, 1, 0xABC - 4096),
        (0xFFFF, 16, 15, 1, -1),
        (0x0154, 8, 8, 0, 0xAA),
    ],
)
def test_the_value_lies_between_high_bit_and_bits_stored(
    write_dicom: Callable[..., Path], cell: int, bits: int, high_bit: int, signed: int, value: int
) -> None:
    path = write_dicom(
        np.full((2, 2), cell, np.uint16), BitsStored=bits, HighBit=high_bit, PixelRepresentation=signed
    )
    assert read_image(path).pixels.tolist() == [[value, value], [value, value]]


@pytest.mark.parametrize(
    ("cell", "signed", "is_stray"),
    [(0x0FFF, 0, False), (0x1FFF, 0, True), (0x0FFF, 1, False), (0xFFFF, 1, False), (0xF7FF, 1, True)],
)
def test_bits_above_the_value_are_marked_unless_they_repeat_its_sign(
    write_dicom: Callable[..., Path], cell: int, signed: int, is_stray: bool
) -> None:
    cells = np.full((2, 2), cell, np.uint16)
    image = read_image(write_dicom(cells, BitsStored=12, HighBit=11, PixelRepresentation=signed))
    assert image.notices == ("Pixel values have bits above Bits Stored, which are left out.",) * is_stray


def test_8_bit_cells_in_big_endian_words_are_unswapped(write_dicom: Callable[..., Path]) -> None:
    words = np.array([[0x0102, 0x0304], [0x0506, 0x0708]], np.uint16)  # in the file: 01 02 03 04 ...
    path = write_dicom(words, syntax=ExplicitVRBigEndian, Columns=4, BitsAllocated=8, BitsStored=8, HighBit=7)
    assert read_image(path).pixels.tolist() == [[2, 1, 4, 3], [6, 5, 8, 7]]


def test_one_bit_frames_need_not_start_at_a_byte(write_dicom: Callable[..., Path]) -> None:
    bits = np.array([1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 0, 1], np.uint8)
    packed = np.packbits(bits, bitorder="little").reshape(1, 1, -1)
    attributes = {"Rows": 3, "Columns": 3, "BitsAllocated": 1, "BitsStored": 1, "HighBit": 0}
    path = write_dicom(packed, NumberOfFrames=2, **attributes)
    assert read_image(path, 1).pixels.ravel().tolist() == bits[:9].tolist()
    assert read_image(path, 2).pixels.ravel().tolist() == bits[9:].tolist()


def test_cells_of_12_bits_are_unpacked(write_dicom: Callable[..., Path]) -> None:
    # two frames of three cells each: 0x123 0x456 0x789 | 0xABC 0xDEF 0x012, the first in the lowest bits
    packed = np.frombuffer(bytes.fromhex("236145 89C7AB EF2D01"), np.uint8).reshape(1, 1, 9)
    path = write_dicom(
        packed,
        NumberOfFrames=2,
        Columns=3,
        BitsAllocated=12,
        BitsStored=12,
        HighBit=11,
        PixelRepresentation=1,
    )
    assert read_image(path, 1).pixels.tolist() == [[0x123, 0x456, 0x789]]
    assert read_image(path, 2).pixels.tolist() == [[0xABC - 0x1000, 0xDEF - 0x1000, 0x012]]


def test_32_bit_values_keep_their_precision(write_dicom: Callable[..., Path]) -> None:
    cells = np.array([[4_000_000_000, 4_000_000_001]], np.uint32)
    image = read_image(write_dicom(cells, BitsAllocated=32, BitsStored=32, HighBit=31))
    assert image.pixels.tolist() == cells.tolist()


def test_frames_of_a_multi_frame_file(write_dicom: Callable[..., Path]) -> None:
    cells = np.arange(24, dtype=np.uint16).reshape(4, 2, 3)
    path = write_dicom(cells, NumberOfFrames=4)
    third = read_image(path, 3)
    assert third.pixels.tolist() == cells[2].tolist()
    assert (third.source.frame, third.source.frames) == (3, 4)
    assert third.source.key != read_image(path, 2).source.key
    with pytest.raises(ReadError, match=r"film\.dcm: has no frame 5 \(it has 4\)"):
        read_image(path, 5)


@pytest.mark.parametrize(("missing", "rows"), [(50, 7), (60, 7), (61, 6), (180, 1)])
def test_the_whole_rows_of_cut_pixel_data_are_shown_with_a_mark(
    write_dicom: Callable[..., Path], tmp_path: Path, missing: int, rows: int
) -> None:
    cells = np.arange(1, 101, dtype=np.uint16).reshape(10, 10)
    cut = tmp_path / "cut.dcm"
    cut.write_bytes(write_dicom(cells).read_bytes()[:-missing])
    image = read_image(cut)
    assert image.pixels[:rows].tolist() == cells[:rows].tolist()
    assert not image.pixels[rows + 1 :].any()
    assert image.notices == (
        f"Incomplete: {rows}0 % of the rows are there ({rows} of 10); the rest is blank.",
    )


def test_cut_pixel_data_without_one_whole_row_are_refused(
    write_dicom: Callable[..., Path], tmp_path: Path
) -> None:
    whole = write_dicom(np.ones((10, 10), np.uint16)).read_bytes()
    cut = tmp_path / "cut.dcm"
    cut.write_bytes(whole[:-182])
    with pytest.raises(ReadError, match=r"cut\.dcm: is cut short: 18 of 200 bytes .* \(9 %\)$"):
        read_image(cut)


def test_pixel_data_longer_than_the_header_says_are_marked(write_dicom: Callable[..., Path]) -> None:
    path = write_dicom(np.zeros((10, 10), np.uint16), Columns=9)
    assert read_image(path).notices == ("The file holds 20 bytes of pixel data more than its header says.",)


def test_whole_frames_of_a_cut_file_are_shown_with_a_notice(
    write_dicom: Callable[..., Path], tmp_path: Path
) -> None:
    cells = np.arange(300, dtype=np.uint16).reshape(3, 10, 10)
    cut = tmp_path / "cut.dcm"
    cut.write_bytes(write_dicom(cells, NumberOfFrames=3).read_bytes()[:-50])
    image = read_image(cut, 2)
    assert image.pixels.tolist() == cells[1].tolist()
    assert image.notices == ("The file is cut short: 2 of 3 frames are there.",)
    assert read_image(cut, 3).notices[0].startswith("Incomplete: 70 % of the rows")
    cut.write_bytes(cut.read_bytes()[:-150])
    with pytest.raises(ReadError, match="cut short"):
        read_image(cut, 3)


def test_pixels_are_frozen_and_contiguous(write_dicom: Callable[..., Path]) -> None:
    pixels = read_image(write_dicom(np.zeros((3, 3), np.uint16))).pixels
    assert pixels.flags.c_contiguous
    assert not pixels.flags.writeable


@pytest.mark.parametrize("planar", [0, 1])
def test_colours_by_pixel_and_by_plane(write_dicom: Callable[..., Path], planar: int) -> None:
    rgb = np.array([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]], np.uint8)
    stored = np.ascontiguousarray(np.moveaxis(rgb, -1, 0)) if planar else rgb
    path = write_dicom(
        stored,
        Rows=2,
        Columns=2,
        SamplesPerPixel=3,
        PhotometricInterpretation="RGB",
        PlanarConfiguration=planar,
        BitsAllocated=8,
        BitsStored=8,
        HighBit=7,
    )
    image = read_image(path)
    assert image.is_colour
    assert image.pixels.tolist() == rgb.tolist()


def test_ybr_full_422_shares_its_chrominance(write_dicom: Callable[..., Path]) -> None:
    grey_then_red = np.array([[50, 200, 128, 128, 76, 76, 85, 255]], np.uint8)  # Y Y Cb Cr twice
    path = write_dicom(
        grey_then_red,
        Rows=1,
        Columns=4,
        SamplesPerPixel=3,
        PhotometricInterpretation="YBR_FULL_422",
        PlanarConfiguration=0,
        BitsAllocated=8,
        BitsStored=8,
        HighBit=7,
    )
    pixels = read_image(path).pixels[0].astype(int)
    assert pixels[:2].tolist() == [[50, 50, 50], [200, 200, 200]]
    assert np.abs(pixels[2:] - [254, 0, 0]).max() <= 1  # R = Y + 1.402 (Cr - 128), PS3.3 C.7.6.3.1.2


def test_float_pixel_data_stay_float(write_dicom: Callable[..., Path]) -> None:
    from pydicom import dcmread

    path = write_dicom(np.zeros((1, 2), np.uint16), BitsAllocated=32)
    dataset = dcmread(path)
    del dataset.PixelData
    dataset.FloatPixelData = np.array([0.25, -1e30], "<f4").tobytes()
    dataset.save_as(path)
    image = read_image(path)
    assert image.pixels.dtype == np.float32
    assert image.pixels.tolist() == [[0.25, float(np.float32(-1e30))]]

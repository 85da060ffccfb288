"""Compressed pixel data -> stored values; the streams are made here with known values."""

from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.uid import (
    JPEG2000,
    MPEG2MPML,
    UID,
    HTJ2KLossless,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from cxrviewer.errors import ReadError
from cxrviewer.readers import read_image
from cxrviewer.readers.dicom.codestream import stream_header

# Too short to tell the colour transform
SHORT_ADOBE = b"\xff\xee\x00\x0cAdobe\0\0\0\0\0"
RAMP = np.arange(64 * 48, dtype=np.uint16).reshape(64, 48)
TWELVE_BITS = {"BitsStored": 12, "HighBit": 11}
EIGHT_BITS = {"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7}
LOSSLESS = [
    (JPEGLosslessSV1, lambda a: imagecodecs.jpeg8_encode(a, lossless=True, bitspersample=16)),
    (JPEGLSLossless, imagecodecs.jpegls_encode),
    (JPEG2000Lossless, lambda a: imagecodecs.jpeg2k_encode(a, codecformat="j2k", reversible=True)),
    (HTJ2KLossless, lambda a: imagecodecs.htj2k_encode(a, reversible=True)),
]


@pytest.mark.parametrize(("syntax", "encode"), LOSSLESS)
def test_lossless_streams_give_the_very_values(
    write_dicom: Callable[..., Path], syntax: UID, encode: Callable[..., bytes]
) -> None:
    path = write_dicom(RAMP, syntax=syntax, streams=[encode(RAMP)], **TWELVE_BITS)
    image = read_image(path)
    assert image.notices == ()
    np.testing.assert_array_equal(image.pixels, RAMP)


@pytest.mark.parametrize(("syntax", "encode"), LOSSLESS)
def test_signed_values_in_an_unsigned_stream_get_their_sign(
    write_dicom: Callable[..., Path], syntax: UID, encode: Callable[..., bytes]
) -> None:
    signed = (RAMP.astype(np.int16) - 1500).astype(np.int16)
    stream = encode(signed.view(np.uint16))
    image = read_image(write_dicom(RAMP, syntax=syntax, streams=[stream], PixelRepresentation=1))
    np.testing.assert_array_equal(image.pixels, signed)


def test_signed_jpeg_2000_stream(write_dicom: Callable[..., Path]) -> None:
    signed = (RAMP.astype(np.int16) - 1500).astype(np.int16)
    stream = imagecodecs.jpeg2k_encode(signed, codecformat="j2k", reversible=True)
    path = write_dicom(RAMP, syntax=JPEG2000, streams=[stream], PixelRepresentation=1)
    np.testing.assert_array_equal(read_image(path).pixels, signed)


@pytest.mark.parametrize("signed", [0, 1])
def test_white_that_a_lossy_codec_overshoots_stays_white(
    write_dicom: Callable[..., Path], signed: int
) -> None:
    low, high = (-2048, 2047) if signed else (0, 4095)
    picture = np.full((64, 64), low, np.int16 if signed else np.uint16)
    picture[:, 32:] = high + 60  # as a decoder may give it; the header says 12 bits
    stream = imagecodecs.jpeg2k_encode(picture, codecformat="j2k", level=80)
    path = write_dicom(picture, syntax=JPEG2000, streams=[stream], PixelRepresentation=signed, **TWELVE_BITS)
    pixels = read_image(path).pixels
    assert (pixels[:, 40:] == high).all()
    assert (pixels[:, :24] < low + 60).all()


@pytest.mark.parametrize("bits", [8, 16])
def test_rle_of_pydicom_is_read_back(write_dicom: Callable[..., Path], bits: int) -> None:
    cells = (RAMP % 251).astype(f"u{bits // 8}") << (bits - 8)
    path = write_dicom(cells, BitsAllocated=bits, BitsStored=bits, HighBit=bits - 1)
    dataset = dcmread(path)
    dataset.compress(RLELossless)
    dataset.save_as(path)
    np.testing.assert_array_equal(read_image(path).pixels, cells)


def test_rle_of_32_bits_equals_the_uncompressed_file() -> None:
    compressed, plain = (
        Path(str(get_testdata_file(name))) for name in ("rtdose_rle_1frame.dcm", "rtdose_1frame.dcm")
    )
    np.testing.assert_array_equal(read_image(compressed).pixels, read_image(plain).pixels)


def test_jpeg_of_12_bits_is_not_squeezed_into_8(write_dicom: Callable[..., Path]) -> None:
    stream = imagecodecs.jpeg8_encode(RAMP, level=100, bitspersample=12)
    image = read_image(write_dicom(RAMP, syntax=JPEGExtended12Bit, streams=[stream], **TWELVE_BITS))
    assert image.pixels.dtype == np.uint16
    assert np.abs(image.pixels.astype(int) - RAMP).max() <= 16


@pytest.mark.parametrize(
    ("photometric", "stored", "markers"),
    [("RGB", "RGB", b""), ("RGB", "RGB", SHORT_ADOBE), ("YBR_FULL_422", "YCBCR", None)],
)
def test_jpeg_colours_come_out_as_rgb(
    write_dicom: Callable[..., Path], photometric: str, stored: str, markers: bytes | None
) -> None:
    red = np.zeros((16, 16, 3), np.uint8)
    red[...] = 200, 30, 20
    stream = imagecodecs.jpeg8_encode(red, level=98, colorspace="RGB", outcolorspace=stored)
    if markers is not None:
        stream = stream[:2] + markers + stream[stream.index(b"\xff\xdb") :]
    assert stream_header(stream).names_colours is (markers is None)
    path = write_dicom(
        red,
        syntax=JPEGBaseline8Bit,
        streams=[stream],
        SamplesPerPixel=3,
        PlanarConfiguration=0,
        PhotometricInterpretation=photometric,
        **EIGHT_BITS,
    )
    assert np.abs(read_image(path).pixels.astype(int) - (200, 30, 20)).max() <= 6


def test_the_second_frame_of_a_compressed_file(write_dicom: Callable[..., Path]) -> None:
    frames = [RAMP, RAMP[::-1].copy()]
    streams = [imagecodecs.jpegls_encode(frame) for frame in frames]
    path = write_dicom(np.stack(frames), syntax=JPEGLSLossless, streams=streams, NumberOfFrames=2)
    np.testing.assert_array_equal(read_image(path, 2).pixels, frames[1])


def test_a_stream_of_another_size_is_refused_before_decoding(write_dicom: Callable[..., Path]) -> None:
    huge = bytearray(imagecodecs.jpegls_encode(RAMP))
    frame_header = huge.index(b"\xff\xf7")
    huge[frame_header + 5 : frame_header + 9] = b"\xff\xff\xff\xff"  # rows and columns
    path = write_dicom(RAMP, syntax=JPEGLSLossless, streams=[bytes(huge)])
    with pytest.raises(ReadError, match=r"says 48 x 64 pixels of 1 samples, but .* has 65535 x 65535 of 1"):
        read_image(path)


def test_a_cut_file_is_refused(write_dicom: Callable[..., Path], tmp_path: Path) -> None:
    path = write_dicom(RAMP, syntax=JPEGLSLossless, streams=[imagecodecs.jpegls_encode(RAMP)])
    cut = tmp_path / "cut.dcm"
    cut.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ReadError, match=r"cut\.dcm: is cut short: the file ends after [\d,]+ bytes"):
        read_image(cut)


def test_a_stream_without_end_is_marked(write_dicom: Callable[..., Path]) -> None:
    stream = imagecodecs.jpeg8_encode((RAMP % 256).astype(np.uint8), level=90)
    path = write_dicom(
        RAMP.astype(np.uint8), syntax=JPEGBaseline8Bit, streams=[stream[: len(stream) // 2]], **EIGHT_BITS
    )
    assert read_image(path).notices == ("The compressed picture ends early: parts of it may be missing.",)


@pytest.mark.parametrize(
    ("syntax", "stream", "reason"),
    [
        (JPEGBaseline8Bit, b"no picture at all!", "has no readable picture in frame 1"),
        (MPEG2MPML, b"\0\0\1\xb3" * 8, "is compressed as MPEG2 .*, which is not supported"),
    ],
)
def test_what_is_no_stream_is_refused(
    write_dicom: Callable[..., Path], syntax: UID, stream: bytes, reason: str
) -> None:
    with pytest.raises(ReadError, match=reason):
        read_image(write_dicom(RAMP, syntax=syntax, streams=[stream], **EIGHT_BITS))

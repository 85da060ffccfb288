"""Encapsulated pixel data: one frame's code stream, and its decoding by imagecodecs."""

import math
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt
from pydicom.encaps import get_frame
from pydicom.uid import (
    HTJ2K,
    JPEG2000,
    UID,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
)

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicom.codestream import StreamHeader, is_complete, stream_header
from cxrviewer.readers.dicom.layout import PixelLayout
from cxrviewer.readers.dicom.native import Cells
from cxrviewer.readers.dicom.parsing import DicomFile, PixelElement
from cxrviewer.readers.dicom.tags import Tags

Decoded = npt.NDArray[Any]
Decoder = Callable[[bytes, PixelLayout, StreamHeader], Decoded]

_ITEM, _DELIMITER = 0xFFFEE000, 0xFFFEE0DD
_LOSSY_JPEG = (JPEGBaseline8Bit, JPEGExtended12Bit)
_JPEG_LS = (JPEGLSLossless, JPEGLSNearLossless)
_JPEG_2000 = (JPEG2000Lossless, JPEG2000, HTJ2KLossless, HTJ2KLosslessRPCL, HTJ2K)


@dataclass(frozen=True, slots=True, eq=False)
class DecodedFrame:
    """A decoded code stream.

    Attributes
    ----------
    samples
        (rows, columns) or (rows, columns, 3) unsigned integers as the decoder gives them.
    precision
        Bits of a sample in the code stream.
    rgb
        Whether the decoder has already turned the colours into RGB.
    """

    samples: Cells
    precision: int
    rgb: bool


def decode_compressed(
    file: DicomFile, pixels: PixelElement, layout: PixelLayout, frame: int, tags: Tags
) -> DecodedFrame:
    """Decode one frame of encapsulated pixel data (PS3.5 A.4).

    Raises
    ------
    ReadError
        If the frame is not wholly there, its size differs from the header's, or it cannot be decoded.
    """
    stream = _code_stream(file, pixels, layout, frame, tags)
    if file.transfer_syntax == RLELossless:
        return _decode_rle(file.path, stream, layout)
    decode = _decoder(file.path, file.transfer_syntax)
    try:
        header = stream_header(stream)
    except (ValueError, struct.error) as error:
        raise ReadError(file.path, f"has no readable picture in frame {frame}") from error
    _check_header(file.path, header, layout)
    if not header.complete:
        tags.notices.append("The compressed picture ends early: parts of it may be missing.")
    with _refusing(file.path):
        samples = decode(stream, layout, header)
    if samples.shape[:2] != (layout.rows, layout.columns) or samples.ndim != (
        3 if layout.samples == 3 else 2
    ):
        raise ReadError(file.path, "has a compressed picture of another size than its header says")
    rgb = layout.samples == 3 and file.transfer_syntax in _LOSSY_JPEG
    return DecodedFrame(_unsigned(samples), header.precision, rgb)


def _code_stream(file: DicomFile, pixels: PixelElement, layout: PixelLayout, frame: int, tags: Tags) -> bytes:
    """Return the code stream of one frame, refusing one that the end of the file cuts."""
    value = memoryview(pixels.value.read(0, pixels.value.length))
    whole = _fragments_end(value)
    is_cut = whole < len(value)
    data = bytes(value[:whole])
    offsets = _extended_offsets(tags)
    try:
        stream = get_frame(data, frame - 1, number_of_frames=layout.frames, extended_offsets=offsets)
    except Exception as error:  # pydicom raises anything on damaged fragments
        raise ReadError(file.path, _missing(pixels, frame, is_cut)) from error
    has_end = file.transfer_syntax == RLELossless or is_complete(stream)
    if not stream or (is_cut and not has_end):
        raise ReadError(file.path, _missing(pixels, frame, is_cut))
    return stream


def _missing(pixels: PixelElement, frame: int, is_cut: bool) -> str:
    """Say why a frame has no code stream."""
    if is_cut:
        held = pixels.value.length
        return (
            f"is cut short: the file ends after {held:,} bytes of compressed pixel data, inside frame {frame}"
        )
    return f"has no compressed data for frame {frame}"


def _fragments_end(value: memoryview) -> int:
    """Return the end of the last whole item (PS3.5 A.4); the end of `value` where it is delimited."""
    position = 0
    while position + 8 <= len(value):
        group, element, length = struct.unpack_from("<HHI", value, position)
        tag = group << 16 | element
        if tag == _DELIMITER:
            return len(value)
        if tag != _ITEM or position + 8 + length > len(value):
            return position
        position += 8 + length
    return position


def _extended_offsets(tags: Tags) -> tuple[bytes, bytes] | None:
    """Return the Extended Offset Table and its lengths (PS3.3 C.7.6.3.1.8), if both are there."""
    if tags.has("ExtendedOffsetTable") and tags.has("ExtendedOffsetTableLengths"):
        return tags.dataset.ExtendedOffsetTable, tags.dataset.ExtendedOffsetTableLengths
    return None


def _check_header(path: Path, header: StreamHeader, layout: PixelLayout) -> None:
    """Refuse a code stream whose own size is not the one that the file's header says."""
    stream = (header.columns, header.rows, header.samples)
    if stream != (layout.columns, layout.rows, layout.samples):
        raise ReadError(
            path,
            f"says {layout.columns} x {layout.rows} pixels of {layout.samples} samples, but its compressed"
            f" picture has {header.columns} x {header.rows} of {header.samples}",
        )


def _decoder(path: Path, syntax: UID) -> Decoder:
    """Return the function that decodes a transfer syntax."""
    if syntax in _LOSSY_JPEG:
        return _decode_jpeg
    if syntax in {JPEGLossless, JPEGLosslessSV1}:
        return _decode_lossless_jpeg
    if syntax in _JPEG_LS:
        return _decode_jpeg_ls
    if syntax in _JPEG_2000:
        return _decode_jpeg_2000
    raise ReadError(path, f"is compressed as {syntax.name}, which is not supported")


def _decode_jpeg(stream: bytes, layout: PixelLayout, header: StreamHeader) -> Decoded:
    """Decode lossy JPEG of 8 or 12 bits to grey or RGB.

    Markers of the stream tell the colour space; without any, Photometric Interpretation does.
    """
    stored_rgb = layout.photometric == "RGB" and not header.names_colours
    colours = "RGB" if layout.samples == 3 and stored_rgb else None
    return imagecodecs.jpeg8_decode(stream, colorspace=colours, outcolorspace=colours)


def _decode_lossless_jpeg(stream: bytes, layout: PixelLayout, _header: StreamHeader) -> Decoded:
    """Decode JPEG lossless, whose colours are never transformed."""
    colours = "RGB" if layout.samples == 3 else None
    return imagecodecs.jpeg8_decode(stream, colorspace=colours, outcolorspace=colours)


def _decode_jpeg_ls(stream: bytes, _layout: PixelLayout, _header: StreamHeader) -> Decoded:
    """Decode JPEG-LS."""
    return imagecodecs.jpegls_decode(stream)


def _decode_jpeg_2000(stream: bytes, _layout: PixelLayout, _header: StreamHeader) -> Decoded:
    """Decode JPEG 2000 and high-throughput JPEG 2000; colour transforms of the stream are undone."""
    return imagecodecs.jpeg2k_decode(stream)


def _decode_rle(path: Path, stream: bytes, layout: PixelLayout) -> DecodedFrame:
    """Decode RLE (PS3.5 G): byte planes, most significant first, sample by sample."""
    if layout.bits_allocated not in {8, 16, 32}:
        raise ReadError(path, f"has RLE data of {layout.bits_allocated} bits, which are not supported")
    shape = (layout.samples, layout.rows, layout.columns)
    cell = np.dtype(f"<u{layout.bits_allocated // 8}")
    data = np.zeros(math.prod(shape) * cell.itemsize, np.uint8)
    with _refusing(path):
        imagecodecs.dicomrle_decode(stream, cell, out=data.data)
    planes = data.view(cell).reshape(shape)
    samples = planes[0] if layout.samples == 1 else np.moveaxis(planes, 0, -1)
    return DecodedFrame(samples, layout.bits_allocated, rgb=False)


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Turn any error of a decoder into a refusal of the file."""
    try:
        yield
    except Exception as error:  # each codec of imagecodecs has its own error class
        raise ReadError(path, "is damaged: its compressed pixel data cannot be decoded") from error


def _unsigned(samples: Decoded) -> Cells:
    """Return signed samples as their unsigned bit patterns."""
    return samples.view(samples.dtype.str.replace("i", "u"))

"""The pixel data of a file without anything that is not the picture; the picture stays bit by bit."""

import math
import struct
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.pixels.encoders.base import RLELosslessEncoder
from pydicom.uid import UID, RLELossless

from cxrviewer.decoding import SYNTAXES, DecodingError, FrameRequest, decode
from cxrviewer.errors import FileError
from cxrviewer.export.deidentification import jpeg, jpeg2000
from cxrviewer.export.deidentification.header_values import number_of, text_of
from cxrviewer.readers.dicom.fragments import frame_stream, read_fragments
from cxrviewer.readers.dicom.parsing import DicomFile, PixelElement

_JPEG_2000 = frozenset(f"1.2.840.10008.1.2.4.{number}" for number in (90, 91, 201, 202, 203))
_SUBSAMPLED = frozenset({"YBR_FULL_422", "YBR_PARTIAL_422"})
_TAGS = {"PixelData": 0x7FE00010, "FloatPixelData": 0x7FE00008, "DoubleFloatPixelData": 0x7FE00009}
_INTEGERS = frozenset({8, 16, 32})


def clean_pixels(file: DicomFile, pixels: PixelElement) -> DataElement:
    """Return the pixel data element to write, in the transfer syntax of the file.

    Native pixel data loses what lies behind its last frame and, in each pixel cell, the bits beside the
    value, which may be an overlay (PS3.5 8.1.2). Of compressed frames comments and application data go.

    Raises
    ------
    FileError
        If it is compressed in a way that cannot be looked through, or damaged.
    """
    if pixels.declared is None or file.transfer_syntax.is_encapsulated:
        return DataElement(
            0x7FE00010, "OB", encapsulate(_clean_frames(file, pixels)), is_undefined_length=True
        )
    data = _native(file, pixels)
    return DataElement(_tag(pixels), _native_vr(file, pixels), data + b"\0" * (len(data) % 2))


def _tag(pixels: PixelElement) -> int:
    return _TAGS[pixels.keyword]


def _native_vr(file: DicomFile, pixels: PixelElement) -> str:
    """Return the value representation (PS3.5 A.1, A.2)."""
    if pixels.keyword != "PixelData":
        return "OF" if pixels.keyword == "FloatPixelData" else "OD"
    if pixels.vr in {"OB", "OW"}:
        return pixels.vr
    return (
        "OW" if file.transfer_syntax.is_implicit_VR or number_of(file.header, "BitsAllocated") > 8 else "OB"
    )


def _native(file: DicomFile, pixels: PixelElement) -> bytes:
    """Return native pixel data up to its last frame, with nothing beside the values."""
    header = file.header
    bits = number_of(header, "BitsAllocated")
    samples = number_of(header, "SamplesPerPixel", 1)
    if samples == 3 and text_of(header, "PhotometricInterpretation") in _SUBSAMPLED:
        samples = 2
    cells = math.prod(
        (number_of(header, "Rows"), number_of(header, "Columns"), samples, max(1, frame_count(header)))
    )
    if cells < 1 or bits < 1:
        raise FileError(file.path, "does not say how large its picture is")
    data = pixels.value.read(0, -(-cells * bits // 8))
    is_integer = pixels.keyword == "PixelData" and bits in _INTEGERS
    return _without_stray_bits(data, header, bits, little=file.little_endian) if is_integer else data


def frame_count(header: Dataset) -> int:
    """Return the Number of Frames; 1 where the header has none."""
    return max(1, number_of(header, "NumberOfFrames", 1))


def _without_stray_bits(data: bytes, header: Dataset, bits: int, *, little: bool) -> bytes:
    """Return pixel cells without bits beside their values; a sign that is repeated above them may stay."""
    stored = number_of(header, "BitsStored", bits)
    high = number_of(header, "HighBit", stored - 1)
    if not 0 < stored < bits or not stored - 1 <= high < bits or (bits == 8 and not little):
        return data
    whole = len(data) - len(data) % (bits // 8)
    cells = np.frombuffer(data[:whole], np.dtype(f"{'<' if little else '>'}u{bits // 8}"))
    mask = cells.dtype.type(((1 << stored) - 1) << (high + 1 - stored))
    stray = cells & ~mask
    if not stray.any() or (
        number_of(header, "PixelRepresentation") and _repeats_sign(cells, stray, high, bits)
    ):
        return data
    kept = np.asarray(cells & mask, cells.dtype)
    return kept.tobytes() + data[whole:]


def _repeats_sign(
    cells: npt.NDArray[np.unsignedinteger], stray: npt.NDArray[np.unsignedinteger], high: int, bits: int
) -> bool:
    """Return whether the bits above a value are its sign, and there are none below it."""
    above = cells.dtype.type(((1 << bits) - 1) & ~((1 << (high + 1)) - 1))
    negative = (cells >> cells.dtype.type(high)) & cells.dtype.type(1)
    return bool(np.array_equal(stray, negative * above))


def _clean_frames(file: DicomFile, pixels: PixelElement) -> list[bytes]:
    """Return the code streams of all frames."""
    if file.transfer_syntax not in SYNTAXES:
        name = file.transfer_syntax.name  # one of the standard's, which the caller has checked
        raise FileError(file.path, f"is compressed as {name}, which cannot be looked through for texts")
    frames = frame_count(file.header)
    try:
        fragments = read_fragments(pixels.value)
        streams = [frame_stream(fragments, number, frames)[0] for number in range(1, frames + 1)]
        if not all(streams):
            raise FileError(file.path, f"has no compressed data for frame {streams.index(b'') + 1}")
        cleaner = _cleaner(file)
        return [cleaner(stream) for stream in streams]
    except (ValueError, struct.error, IndexError) as error:
        raise FileError(
            file.path, "has compressed pixel data that cannot be looked through for texts"
        ) from error
    except DecodingError as error:
        raise FileError(file.path, error.reason) from error


def _cleaner(file: DicomFile) -> Callable[[bytes], bytes]:
    """Return what cleans one code stream of a transfer syntax."""
    if file.transfer_syntax == RLELossless:
        return lambda stream: _rle_again(stream, file.header, file.transfer_syntax)
    return jpeg2000.without_texts if file.transfer_syntax in _JPEG_2000 else jpeg.without_texts


def _rle_again(stream: bytes, header: Dataset, syntax: UID) -> bytes:
    """Decode and encode an RLE frame (PS3.5 G): nothing can then hide between and behind its segments."""
    bits, samples = number_of(header, "BitsAllocated"), number_of(header, "SamplesPerPixel", 1)
    rows, columns = number_of(header, "Rows"), number_of(header, "Columns")
    request = FrameRequest(str(syntax), rows, columns, samples, bits, bits, signed=False, stored_rgb=True)
    cells = decode(request, stream).pixels
    encoded: bytes = RLELosslessEncoder.encode(
        np.ascontiguousarray(cells),
        rows=rows,
        columns=columns,
        samples_per_pixel=samples,
        number_of_frames=1,
        bits_allocated=bits,
        bits_stored=bits,
        pixel_representation=0,
        photometric_interpretation="RGB" if samples == 3 else "MONOCHROME2",
        planar_configuration=0,
    )
    return encoded

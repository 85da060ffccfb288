"""Encapsulated pixel data: one frame's code stream, and its decoding in a process of its own."""

import struct
from dataclasses import dataclass
from pathlib import Path

from pydicom.uid import UID, JPEGBaseline8Bit, JPEGExtended12Bit, RLELossless

from cxrviewer.decoding import SYNTAXES, DecodingError, FrameRequest, decode
from cxrviewer.errors import ReadError
from cxrviewer.readers.dicom.codestream import StreamHeader, is_complete, stream_header
from cxrviewer.readers.dicom.fragments import frame_stream, read_fragments
from cxrviewer.readers.dicom.layout import PixelLayout
from cxrviewer.readers.dicom.native import Cells
from cxrviewer.readers.dicom.parsing import DicomFile, PixelElement
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.dicom.tiles import has_all_tiles

_PADDING = 1
_LOSSY_JPEG = (JPEGBaseline8Bit, JPEGExtended12Bit)


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
    if file.transfer_syntax not in SYNTAXES:
        raise ReadError(file.path, f"is compressed as {file.transfer_syntax.name}, which is not supported")
    stream = _code_stream(file, pixels, layout, frame, tags)
    header = _stream_header(file, stream, layout, frame)
    if not header.complete or not has_all_tiles(stream):
        tags.notices.append("The compressed picture ends early: parts of it may be missing.")
    try:
        picture = decode(_request(file.transfer_syntax, layout, header), stream)
    except DecodingError as error:
        raise ReadError(file.path, error.reason) from error
    if picture.second_decoder:
        tags.notices.append("The usual decoder refuses this picture; a second one has decoded it.")
    rgb = layout.samples == 3 and file.transfer_syntax in _LOSSY_JPEG
    return DecodedFrame(picture.pixels, header.precision, rgb)


def _stream_header(file: DicomFile, stream: bytes, layout: PixelLayout, frame: int) -> StreamHeader:
    """Return what the code stream says of itself; RLE says nothing, and counts on the file's header."""
    if file.transfer_syntax == RLELossless:
        _check_rle(file.path, stream, layout)
        return StreamHeader(layout.rows, layout.columns, layout.samples, layout.bits_allocated, complete=True)
    try:
        header = stream_header(stream)
    except (ValueError, struct.error) as error:
        raise ReadError(file.path, f"has no readable picture in frame {frame}") from error
    _check_header(file.path, header, layout)
    return header


def _check_rle(path: Path, stream: bytes, layout: PixelLayout) -> None:
    """Refuse RLE data whose header does not fit the pixel cell: one segment for each byte (PS3.5 G.4)."""
    if layout.bits_allocated not in {8, 16, 32}:
        raise ReadError(path, f"has RLE data of {layout.bits_allocated} bits, which are not supported")
    segments = struct.unpack_from("<I", stream.ljust(4, b"\0"))[0]
    expected = layout.samples * layout.bits_allocated // 8
    if segments != expected:
        raise ReadError(path, f"has RLE data of {segments} segments where its header means {expected}")


def _request(syntax: UID, layout: PixelLayout, header: StreamHeader) -> FrameRequest:
    """Return what the decoder must know.

    Markers of a JPEG stream tell the colour space; without any, Photometric Interpretation does.
    """
    return FrameRequest(
        syntax=str(syntax),
        rows=layout.rows,
        columns=layout.columns,
        samples=layout.samples,
        bits_allocated=layout.bits_allocated,
        bits_stored=layout.bits_stored,
        signed=layout.signed,
        stored_rgb=layout.photometric == "RGB" and not header.names_colours,
    )


def _code_stream(file: DicomFile, pixels: PixelElement, layout: PixelLayout, frame: int, tags: Tags) -> bytes:
    """Return the code stream of one frame, refusing one that the end of the file cuts."""
    try:
        fragments = read_fragments(pixels.value)
    except ValueError as error:
        raise ReadError(file.path, f"has no readable compressed pixel data: {error}") from error
    stream, missing = frame_stream(fragments, frame, layout.frames, _extended_offsets(tags))
    is_rle = file.transfer_syntax == RLELossless
    has_end = missing <= _PADDING if is_rle else is_complete(stream)
    if not stream or (fragments.cut and not has_end):
        raise ReadError(file.path, _missing(pixels, frame, is_cut=fragments.cut))
    if fragments.cut and layout.frames > 1:
        tags.notices.append("The file is cut short: later frames may be missing.")
    return stream


def _missing(pixels: PixelElement, frame: int, *, is_cut: bool) -> str:
    """Say why a frame has no code stream."""
    if is_cut:
        held = pixels.value.length
        return (
            f"is cut short: the file ends after {held:,} bytes of compressed pixel data, inside frame {frame}"
        )
    return f"has no compressed data for frame {frame}"


def _extended_offsets(tags: Tags) -> list[tuple[int, int]]:
    """Return offset and length of each frame (PS3.3 C.7.6.3.1.8); empty where there is no such table."""
    tables = [tags.binary(keyword) for keyword in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")]
    offsets, lengths = (
        struct.unpack(f"<{len(table) // 8}Q", table[: len(table) // 8 * 8]) for table in tables
    )
    return list(zip(offsets, lengths, strict=False))


def _check_header(path: Path, header: StreamHeader, layout: PixelLayout) -> None:
    """Refuse a code stream whose own size is not the one that the file's header says."""
    stream = (header.columns, header.rows, header.samples)
    if stream != (layout.columns, layout.rows, layout.samples):
        raise ReadError(
            path,
            f"says {layout.columns} x {layout.rows} pixels of {layout.samples} samples, but its compressed"
            f" picture has {header.columns} x {header.rows} of {header.samples}",
        )

"""What a compressed code stream says of its own size, so that it can be checked before it is decoded."""

import struct
from dataclasses import dataclass

_JPEG_START = b"\xff\xd8"
_J2K_START = b"\xff\x4f\xff\x51"
_JP2_START = b"\x00\x00\x00\x0cjP  "
_END_OF_STREAM = b"\xff\xd9"
_PADDING = b"\x00\xff"
LONGEST_ENDING = 4096
# SOF0-15 without DHT (C4), JPG (C8) and DAC (CC), and SOF55 of JPEG-LS
_FRAME_MARKERS = (set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}) | {0xF7}
# A shorter Adobe segment does not reach the byte that names the transform; decoders ignore it
_ADOBE_LENGTH = 14
_BARE_MARKERS = {0x01, *range(0xD0, 0xD9)}


@dataclass(frozen=True, slots=True)
class StreamHeader:
    """Size of the picture in a code stream, bits of a sample, and which colour markers it carries.

    Attributes
    ----------
    rows, columns, samples, precision
        Of the encoded picture.
    complete
        Whether the stream ends as it should.
    names_colours
        Whether a JFIF or Adobe marker tells the colour space of a JPEG stream.
    """

    rows: int
    columns: int
    samples: int
    precision: int
    complete: bool
    names_colours: bool = False


def stream_header(stream: bytes) -> StreamHeader:
    """Read the header of a JPEG (ITU-T T.81 B.2), JPEG-LS (T.87) or JPEG 2000 (T.800 A.5.1) code stream.

    Raises
    ------
    ValueError
        If there is none.
    """
    complete = is_complete(stream)
    if stream.startswith(_JPEG_START):
        return _jpeg_header(stream, complete)
    start = stream.find(_J2K_START) if stream.startswith(_JP2_START) else 0
    if start >= 0 and stream.startswith(_J2K_START, start):
        return _jpeg2000_header(stream, start, complete)
    raise ValueError("no code stream")


def is_complete(stream: bytes) -> bool:
    """Return whether a code stream ends with its end marker, padding apart."""
    return stream[-LONGEST_ENDING:].rstrip(_PADDING).endswith(_END_OF_STREAM)


def _jpeg_header(stream: bytes, complete: bool) -> StreamHeader:
    """Walk the marker segments up to the frame header."""
    position, names_colours = 2, False
    while position + 4 <= len(stream):
        if stream[position] != 0xFF:
            raise ValueError("a marker is missing")
        marker = stream[position + 1]
        if marker == 0xFF or marker in _BARE_MARKERS:
            position += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAME_MARKERS:
            precision, rows, columns, samples = struct.unpack_from(">BHHB", stream, position + 4)
            return StreamHeader(rows, columns, samples, precision, complete, names_colours)
        length = struct.unpack_from(">H", stream, position + 2)[0]
        name = stream[position + 4 : position + 9]
        names_colours |= name == b"JFIF\0" or (name == b"Adobe" and length >= _ADOBE_LENGTH)
        position += 2 + length
    raise ValueError("no frame header")


def _jpeg2000_header(stream: bytes, start: int, complete: bool) -> StreamHeader:
    """Read the SIZ marker segment."""
    right, bottom, left, top = struct.unpack_from(">IIII", stream, start + 8)
    samples, first_depth = struct.unpack_from(">HB", stream, start + 40)
    return StreamHeader(bottom - top, right - left, samples, (first_depth & 0x7F) + 1, complete)

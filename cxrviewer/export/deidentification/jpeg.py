"""JPEG and JPEG-LS code streams without what they say beside the picture (ISO/IEC 10918-1 B, 14495-1 C)."""

from collections.abc import Iterator

_SOI, _EOI, _SOS, _APP0, _APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE
_RESTARTS = range(0xD0, 0xD8)
_PICTURE_MARKERS = frozenset(
    {
        *range(0xC0, 0xD0),  # frame headers, Huffman tables, arithmetic conditioning
        *range(0xDA, 0xE0),  # scans, quantisation tables, lines, restart interval, hierarchy
        0xF7,  # frame header of JPEG-LS
        0xF8,  # its parameters, or the colour transform of lossless JPEG
    }
)
_JFIF, _ADOBE = b"JFIF\0", b"Adobe"
_ADOBE_LENGTH = 14
_JFIF_LENGTH, _JFIF_BEFORE_THUMBNAIL = 16, 12


def without_texts(stream: bytes) -> bytes:
    """Return a code stream with the segments that make the picture and no others.

    Comments and application segments go; of JFIF and Adobe what tells the colour space stays, without
    thumbnail. What follows the end of the picture goes as well. Entropy-coded data is copied as it is.

    Raises
    ------
    ValueError
        If the stream is none, so that nobody knows what it holds.
    """
    if stream[:2] != b"\xff\xd8":
        raise ValueError("no JPEG stream")
    parts = [b"\xff\xd8"]
    for marker, start, stop in _segments(stream):
        parts.append(_kept(marker, stream[start:stop]))
    return b"".join(parts)


def _segments(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and end of each segment; a scan ends where the next marker begins."""
    position = 2
    while position + 2 <= len(stream):
        if stream[position] != 0xFF:
            raise ValueError("a marker is missing")
        marker = stream[position + 1]
        if marker == 0xFF:  # a fill byte
            position += 1
        elif marker == _EOI:
            yield marker, position, position + 2
            return
        else:
            stop = _end(stream, position, marker)
            yield marker, position, stop
            position = stop


def _end(stream: bytes, position: int, marker: int) -> int:
    """Return where a segment ends, with the scan that follows it."""
    length = int.from_bytes(stream[position + 2 : position + 4], "big")
    if length < 2:
        raise ValueError("a segment has no length")
    stop = position + 2 + length
    return _end_of_scan(stream, stop) if marker == _SOS else min(stop, len(stream))


def _end_of_scan(stream: bytes, position: int) -> int:
    """Return where the next marker lies that is no restart; 0xFF before a byte below 0x80 is data."""
    while (position := stream.find(b"\xff", position)) >= 0:
        following = stream[position + 1 : position + 2]
        if following and following[0] >= 0x80 and following[0] not in _RESTARTS and following != b"\xff":
            return position
        position += 1
    return len(stream)


def _kept(marker: int, segment: bytes) -> bytes:
    """Return what is kept of a segment, which begins with its marker."""
    if marker in _PICTURE_MARKERS or marker == _EOI:
        return segment
    body, length = segment[4:], int.from_bytes(segment[2:4], "big")
    if marker == _APP0 and body.startswith(_JFIF) and length >= _JFIF_LENGTH:
        return segment[:2] + _JFIF_LENGTH.to_bytes(2, "big") + body[:_JFIF_BEFORE_THUMBNAIL] + b"\0\0"
    if marker == _APP14 and body.startswith(_ADOBE) and length == _ADOBE_LENGTH:
        return segment
    return b""

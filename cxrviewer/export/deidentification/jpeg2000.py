"""JPEG 2000 code streams without comments and boxes (ISO/IEC 15444-1 annexes A and I; HTJ2K likewise)."""

_SOC, _SOT, _SOD, _EOC, _COM = b"\xff\x4f", b"\xff\x90", b"\xff\x93", b"\xff\xd9", b"\xff\x64"
_SIGNATURE_BOX = b"\0\0\0\x0cjP  \r\n\x87\n"
_CODE_STREAM_BOX = b"jp2c"
_SOT_BYTES = 12


def without_texts(stream: bytes) -> bytes:
    """Return the bare code stream with its comments overwritten by zeros, so that no length changes.

    A JP2 file around it goes with all its boxes, and so does what follows the end of the code stream.

    Raises
    ------
    ValueError
        If the stream is none, so that nobody knows what it holds.
    """
    cleaned = bytearray(_code_stream(stream))
    if cleaned[:2] != _SOC:
        raise ValueError("no JPEG 2000 stream")
    position = _clean_segments(cleaned, 2, _SOT)
    while cleaned[position : position + 2] == _SOT:
        position = _clean_tile_part(cleaned, position)
    if cleaned[position : position + 2] == _EOC:
        return bytes(cleaned[: position + 2])
    if position < len(cleaned):
        raise ValueError("a marker is missing")
    return bytes(cleaned)


def _code_stream(stream: bytes) -> bytes:
    """Return the code stream in a JP2 file, or what is one already."""
    if not stream.startswith(_SIGNATURE_BOX):
        return stream
    position = 0
    while position + 8 <= len(stream):
        length, kind = (
            int.from_bytes(stream[position : position + 4], "big"),
            stream[position + 4 : position + 8],
        )
        head = 8
        if length == 1:
            length, head = int.from_bytes(stream[position + 8 : position + 16], "big"), 16
        stop = position + length if length else len(stream)
        if kind == _CODE_STREAM_BOX:
            return stream[position + head : stop]
        if stop <= position:
            break
        position = stop
    raise ValueError("no code stream in the JP2 file")


def _clean_segments(cleaned: bytearray, position: int, end: bytes) -> int:
    """Overwrite the comments of a header and return where the marker lies that ends it."""
    while cleaned[position : position + 2] != end:
        if len(cleaned) < position + 4 or cleaned[position] != 0xFF:
            raise ValueError("a marker is missing")
        stop = position + 2 + int.from_bytes(cleaned[position + 2 : position + 4], "big")
        if stop < position + 4:
            raise ValueError("a segment has no length")
        if cleaned[position : position + 2] == _COM:
            stop = min(stop, len(cleaned))
            cleaned[position + 4 : stop] = bytes(stop - position - 4)
        position = stop
    return position


def _clean_tile_part(cleaned: bytearray, position: int) -> int:
    """Clean the header of a tile-part and return where the next one begins."""
    length = int.from_bytes(cleaned[position + 6 : position + 10], "big")
    if length and length < _SOT_BYTES + 2:
        raise ValueError("a tile-part has no length")
    body = _clean_segments(cleaned, position + _SOT_BYTES, _SOD)
    if length:
        return min(max(position + length, body), len(cleaned))
    end = cleaned.rfind(_EOC)
    return end if end > body else len(cleaned)

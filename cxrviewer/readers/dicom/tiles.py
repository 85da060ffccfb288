"""Whether a JPEG 2000 code stream holds all of its tiles; decoders leave missing ones blank."""

import struct

_SIZ = b"\xff\x4f\xff\x51"
_START_OF_TILE_PART = 0xFF90
_MOST_TILES = 65535


def has_all_tiles(stream: bytes) -> bool:
    """Return whether each tile that SIZ divides a picture into begins (ITU-T T.800 A.4.2, A.5.1).

    Streams of other kinds have no tiles, and lack none.
    """
    start = stream.find(_SIZ)
    if start < 0:
        return True
    try:
        expected = _tiles(stream, start)
        return 0 < expected <= _MOST_TILES and len(_begun(stream, start)) >= expected
    except struct.error:
        return False


def _tiles(stream: bytes, start: int) -> int:
    """Return into how many tiles the picture is divided; 0 for impossible ones."""
    right, bottom, _, _, width, height, left, top = struct.unpack_from(">8I", stream, start + 8)
    if not width or not height:
        return 0
    across, down = -((left - right) // width), -((top - bottom) // height)
    return int(across * down)


def _begun(stream: bytes, start: int) -> set[int]:
    """Return the numbers of the tiles that have a tile-part."""
    position, begun = start + 2, set()
    while position + 4 <= len(stream):
        marker, length = struct.unpack_from(">HH", stream, position)
        if marker < 0xFF00:
            break
        if marker == _START_OF_TILE_PART:
            tile, size = struct.unpack_from(">HI", stream, position + 4)
            begun.add(tile)
            position += size or len(stream)
        else:
            position += 2 + length
    return begun

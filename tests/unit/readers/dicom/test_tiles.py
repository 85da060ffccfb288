"""JPEG 2000 streams with all their tiles, and with fewer."""

import struct

import imagecodecs
import numpy as np
import pytest

from cxrviewer.readers.dicom.tiles import has_all_tiles

NOISE = np.random.default_rng(0).integers(0, 4095, (70, 50), np.uint16)


def skeleton(*tiles: int) -> bytes:
    """A stream of 100 x 60 pixels in tiles of 32 x 32, which are eight, with these tile-parts."""
    size = struct.pack(">HHH8IH", 0xFF51, 41, 0, 100, 60, 0, 0, 32, 32, 0, 0, 1) + b"\x0b\1\1"
    comment = struct.pack(">HHH", 0xFF64, 6, 1) + b"hi"
    parts = b"".join(struct.pack(">HHHIBB", 0xFF90, 10, tile, 20, 0, 1) + b"\xff\x93DATA12" for tile in tiles)
    return b"\xff\x4f" + size + comment + parts + b"\xff\xd9"


def test_tiles() -> None:
    assert has_all_tiles(skeleton(*range(8)))
    assert has_all_tiles(skeleton(3, 1, 0, 2, 7, 5, 6, 4, 4))
    assert not has_all_tiles(skeleton(*range(7)))
    assert not has_all_tiles(skeleton(0, 1, 2, 3, 4, 5, 6, 6))
    assert not has_all_tiles(skeleton(*range(8))[:-30])


def test_one_tile_of_a_real_stream() -> None:
    for form in ("j2k", "jp2"):
        assert has_all_tiles(imagecodecs.jpeg2k_encode(NOISE, codecformat=form, reversible=True))


@pytest.mark.parametrize("width", [0, 1, 25])
def test_a_header_that_promises_more_tiles(width: int) -> None:
    stream = bytearray(imagecodecs.jpeg2k_encode(NOISE, codecformat="j2k", reversible=True))
    struct.pack_into(">I", stream, 24, width)
    assert not has_all_tiles(bytes(stream))


def test_other_streams_lack_no_tile() -> None:
    assert has_all_tiles(imagecodecs.jpegls_encode(NOISE))
    assert has_all_tiles(imagecodecs.htj2k_encode(NOISE, reversible=True))
    assert not has_all_tiles(b"\xff\x4f\xff\x51\0\0")

"""Which fragments of encapsulated pixel data belong to a frame: with tables right, wrong and absent."""

import struct
from collections.abc import Sequence
from io import BytesIO

import pytest

from cxrviewer.readers.dicom.fragments import Fragments, frame_stream, read_fragments
from cxrviewer.readers.files import ByteRange

A, B, C, D = b"\xff\xd8AA", b"aa\xff\xd9", b"\xff\xd8BBBBBB", b"bb\xff\xd9"


def stream(fragments: Fragments, frame: int, frames: int, extended: Sequence[tuple[int, int]] = ()) -> bytes:
    return frame_stream(fragments, frame, frames, extended)[0]


def item(value: bytes) -> bytes:
    return struct.pack("<HHI", 0xFFFE, 0xE000, len(value)) + value


def encapsulated(table: Sequence[int], *parts: bytes, end: bytes = b"\xfe\xff\xdd\xe0\0\0\0\0") -> ByteRange:
    data = item(struct.pack(f"<{len(table)}I", *table)) + b"".join(map(item, parts)) + end
    return ByteRange(BytesIO(b"before" + data), 6, len(data))


@pytest.mark.parametrize("table", [(0, 24), (), (0, 15), (24, 0), (0,), (0, 12, 24), (0, 2**32 - 1)])
def test_fragments_of_two_frames_whatever_the_table_says(table: tuple[int, ...]) -> None:
    fragments = read_fragments(encapsulated(table, A, B, C, D))
    assert not fragments.cut
    assert [stream(fragments, frame, 2) for frame in (1, 2)] == [A + B, C + D]


def test_the_table_decides_where_no_fragment_ends_a_stream() -> None:
    fragments = read_fragments(encapsulated((0, 22), A, A[:2], C))
    assert [stream(fragments, frame, 2) for frame in (1, 2)] == [A + A[:2], C]


def test_one_fragment_a_frame_without_table() -> None:
    fragments = read_fragments(encapsulated((), A, C))
    assert [stream(fragments, frame, 2) for frame in (1, 2, 3)] == [A, C, b""]


def test_all_fragments_belong_to_the_only_frame() -> None:
    assert stream(read_fragments(encapsulated((0,), A, B, D)), 1, 1) == A + B + D


def test_an_extended_table_tells_the_length_without_padding() -> None:
    fragments = read_fragments(encapsulated((), A, C + b"\0"))
    assert stream(fragments, 2, 2, [(0, 4), (12, 8)]) == C


@pytest.mark.parametrize("lost", [1, 8, 9, 11])
def test_a_cut_end_keeps_what_is_whole(lost: int) -> None:
    value = encapsulated((), A, B, C, D)
    fragments = read_fragments(value.after(0, value.length - lost))
    assert fragments.cut
    assert frame_stream(fragments, 1, 2) == (A + B, 0)
    assert frame_stream(fragments, 2, 2)[1] == max(0, lost - 8)


@pytest.mark.parametrize("data", [b"", b"\xfe\xff", b"no items at all"])
def test_what_has_no_items_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no fragments"):
        read_fragments(ByteRange(BytesIO(data), 0, len(data)))


def test_a_flood_of_empty_fragments_is_refused() -> None:
    data = item(b"") * 70_000
    with pytest.raises(ValueError, match="too many fragments"):
        read_fragments(ByteRange(BytesIO(data), 0, len(data)))

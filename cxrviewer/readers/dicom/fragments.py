"""Encapsulated pixel data: which fragments belong to a frame (PS3.5 A.4)."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cxrviewer.readers.dicom.codestream import LONGEST_ENDING, is_complete
from cxrviewer.readers.files import ByteRange

_ITEM, _DELIMITER = 0xFFFEE000, 0xFFFEE0DD
_ITEM_HEADER = struct.Struct("<HHI")
_MOST_FRAGMENTS = 2**16


@dataclass(frozen=True, slots=True)
class Fragment:
    """One item of encapsulated pixel data.

    Attributes
    ----------
    offset
        Of the item, from the first one behind the Basic Offset Table.
    data
        Its value, as much of it as is there.
    missing
        Bytes of the value that are not.
    """

    offset: int
    data: ByteRange
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Fragments:
    """The items of encapsulated pixel data.

    Attributes
    ----------
    offsets
        The Basic Offset Table, which may be empty.
    parts
        The fragments; of the last one the end may be missing.
    cut
        Whether the file ends inside a fragment, or without the delimiter that ends them.
    """

    offsets: tuple[int, ...]
    parts: tuple[Fragment, ...]
    cut: bool


def read_fragments(value: ByteRange) -> Fragments:
    """Walk the items of encapsulated pixel data.

    Raises
    ------
    ValueError
        If there are none, or implausibly many.
    """
    items, cut = _items(value)
    if not items:
        raise ValueError("no fragments")
    table = items[0].data
    words = table.read(0, table.length)
    offsets = struct.unpack(f"<{len(words) // 4}I", words[: len(words) // 4 * 4])
    first = items[1].offset if len(items) > 1 else 0
    parts = tuple(replace(item, offset=item.offset - first) for item in items[1:])
    return Fragments(offsets, parts, cut)


def _items(value: ByteRange) -> tuple[list[Fragment], bool]:
    """Return the items, and whether their end is missing."""
    items: list[Fragment] = []
    position = 0
    while len(head := value.read(position, position + _ITEM_HEADER.size)) == _ITEM_HEADER.size:
        group, element, length = _ITEM_HEADER.unpack(head)
        tag, start = group << 16 | element, position + _ITEM_HEADER.size
        if tag == _DELIMITER:
            return items, False
        if tag != _ITEM:
            return items, True
        data = value.after(start, length)
        items.append(Fragment(position, data, length - data.length))
        if len(items) > _MOST_FRAGMENTS:
            raise ValueError("too many fragments")
        position = start + length
    return items, True


def frame_stream(
    fragments: Fragments, frame: int, frames: int, extended: Sequence[tuple[int, int]] = ()
) -> tuple[bytes, int]:
    """Return the code stream of one frame, empty where it has none, and how many bytes of it are missing.

    Parameters
    ----------
    fragments
        Of all frames.
    frame, frames
        One-based number of the frame, and how many there should be.
    extended
        Offset and length of each frame by the Extended Offset Table (PS3.3 C.7.6.3.1.8), if there is one.

    Notes
    -----
    A table counts only if each of its offsets is that of a fragment; else a fragment that ends as a code
    stream does ends a frame.
    """
    groups = _groups(fragments, frames, [offset for offset, _ in extended])
    if frame > len(groups):
        return b"", 0
    parts = groups[frame - 1]
    stream = b"".join(part.data.read(0, part.data.length) for part in parts)
    length = extended[frame - 1][1] if len(extended) == frames else 0
    return stream[: length or None], sum(part.missing for part in parts)


def _groups(fragments: Fragments, frames: int, extended: Sequence[int]) -> Sequence[Sequence[Fragment]]:
    """Return the fragments of each frame."""
    parts = fragments.parts
    for offsets in (extended, fragments.offsets):
        starts = _starts(offsets, parts, frames)
        if starts:
            ends = [*starts[1:], len(parts)]
            return [parts[start:end] for start, end in zip(starts, ends, strict=True)]
    if frames == 1:
        return [parts] if parts else []
    return [[part] for part in parts] if len(parts) == frames else _by_endings(parts)


def _starts(offsets: Sequence[int], parts: Sequence[Fragment], frames: int) -> list[int]:
    """Return the number of the first fragment of each frame; empty where the offsets do not fit."""
    numbers = {fragment.offset: number for number, fragment in enumerate(parts)}
    starts = [numbers.get(offset, -1) for offset in offsets]
    fits = len(starts) == frames and starts[:1] == [0] and starts == sorted(set(starts))
    return starts if fits else []


def _by_endings(parts: Sequence[Fragment]) -> list[list[Fragment]]:
    """Group fragments up to each that ends as a code stream does."""
    groups: list[list[Fragment]] = [[]]
    for part in parts:
        groups[-1].append(part)
        if is_complete(part.data.read(part.data.length - LONGEST_ENDING, part.data.length)):
            groups.append([])
    return [group for group in groups if group]

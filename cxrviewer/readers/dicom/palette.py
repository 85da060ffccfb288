"""Palette colours: the lookup tables of PALETTE COLOR images, plain and segmented."""

import numpy as np
import numpy.typing as npt

from cxrviewer.readers.dicom.tables import entry_count, table_words, unpacked_entries
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.study import Grey8, LookupTable, StoredPixels

_COLOURS = ("Red", "Green", "Blue")
_DISCRETE, _LINEAR, _INDIRECT = 0, 1, 2


def palette_colours(indices: StoredPixels, tags: Tags, *, little_endian: bool) -> Grey8:
    """Turn palette indices into colours (PS3.3 C.7.6.3.1.5, C.7.6.3.1.6, C.7.9.2).

    Parameters
    ----------
    indices
        (rows, columns) integers.
    tags
        The header with the tables.
    little_endian
        Byte order of the data set.

    Returns
    -------
    (rows, columns, 3) uint8 RGB.

    Raises
    ------
    ValueError
        If a table is missing or broken.
    """
    signed = indices.dtype.kind == "i"
    tables = [_table(tags, colour, signed=signed, little_endian=little_endian) for colour in _COLOURS]
    bits = max(table.bits for table in tables)
    if bits > 8 and max(int(table.entries.max()) for table in tables) <= 255:
        tags.notices.append(
            "The colour palette says more than 8 bits of 8-bit colours, which are shown as such."
        )
        bits = 8
    return np.stack([_looked_up(indices, table, bits) for table in tables], axis=-1)


def _table(tags: Tags, colour: str, *, signed: bool, little_endian: bool) -> LookupTable:
    """Return the table of one colour."""
    descriptor = tags.numbers(f"{colour}PaletteColorLookupTableDescriptor")
    if len(descriptor) != 3:
        raise ValueError(f"the {colour.lower()} palette has no descriptor")
    count, first, bits = entry_count(descriptor[0]), int(descriptor[1]), int(descriptor[2])
    if not 8 <= bits <= 16:
        raise ValueError(f"the {colour.lower()} palette has an impossible number of bits")
    if first > 32767 and signed:
        first -= 65536
    return LookupTable(first, _entries(tags, colour, count, bits, little_endian), bits)


def _looked_up(indices: StoredPixels, table: LookupTable, bits: int) -> Grey8:
    """Return the eight highest bits of one colour."""
    places = np.clip(indices.astype(np.int64) - table.first_mapped, 0, table.entries.size - 1)
    return np.asarray(table.entries >> (bits - 8)).astype(np.uint8)[places]


def _entries(tags: Tags, colour: str, count: int, bits: int, little_endian: bool) -> npt.NDArray[np.uint16]:
    """Return the `count` entries of a plain or segmented table."""
    plain = table_words(tags, f"{colour}PaletteColorLookupTableData", little_endian=little_endian)
    if plain is not None:
        return unpacked_entries(plain, count, bits)
    segmented = table_words(
        tags, f"Segmented{colour}PaletteColorLookupTableData", little_endian=little_endian
    )
    if segmented is None:
        raise ValueError(f"the {colour.lower()} palette has no data")
    words = segmented.view(np.uint8).astype(np.uint16) if bits == 8 else segmented
    return _expanded([int(word) for word in words], count, bits)


def _expanded(words: list[int], count: int, bits: int) -> npt.NDArray[np.uint16]:
    """Expand segments until the table is full (PS3.3 C.7.9.2)."""
    table: list[int] = []
    position = 0
    while len(table) < count and position + 2 < len(words):
        opcode, length = words[position], words[position + 1]
        if opcode == _INDIRECT:
            offset = _offset(words, position, bits)
            _expand_copies(words, offset, length, table)
            position += 6 if bits == 8 else 4
        else:
            position = _expand_segment(words, position, table)
    if len(table) < count:
        raise ValueError("a segmented palette is too short")
    return np.asarray(table[:count], np.uint16)


def _offset(words: list[int], position: int, bits: int) -> int:
    """Return the place that an indirect segment points to: 32 bits, least significant part first."""
    parts = words[position + 2 : position + (6 if bits == 8 else 4)]
    byte_offset = sum(part << (bits * place) for place, part in enumerate(parts))
    return byte_offset if bits == 8 else byte_offset // 2


def _expand_copies(words: list[int], offset: int, segments: int, table: list[int]) -> None:
    """Expand the `segments` discrete or linear segments from `offset` on once more."""
    for _ in range(segments):
        if not 0 <= offset < len(words) - 1 or words[offset] == _INDIRECT:
            raise ValueError("a segmented palette points outside of its segments")
        offset = _expand_segment(words, offset, table)


def _expand_segment(words: list[int], position: int, table: list[int]) -> int:
    """Expand one discrete or linear segment; return where the next one starts."""
    opcode, length = words[position], words[position + 1]
    if opcode == _DISCRETE:
        table.extend(words[position + 2 : position + 2 + length])
        return position + 2 + length
    if opcode != _LINEAR or not table:
        raise ValueError("a segmented palette has an unknown segment")
    ramp = np.linspace(table[-1], words[position + 2], length + 1)[1:]
    table.extend(int(value) for value in np.rint(ramp))
    return position + 3

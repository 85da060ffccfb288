"""The entries of lookup tables, which standard and writers encode in many ways (PS3.3 C.11.1.1.1)."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.study import LookupTable


def table_words(tags: Tags, keyword: str, *, little_endian: bool) -> npt.NDArray[np.uint16] | None:
    """Return the 16-bit words of a table element, in native order; None where it is absent.

    The element may be OW bytes in the byte order of the data set, or US values.
    """
    if not tags.has(keyword):
        return None
    value: Any = tags.dataset[keyword].value
    if isinstance(value, bytes):
        padded = value + b"\0" * (len(value) % 2)
        return np.frombuffer(padded, "<u2" if little_endian else ">u2").astype(np.uint16)
    return np.atleast_1d(np.asarray(value, np.int64)).astype(np.uint16)


def unpacked_entries(words: npt.NDArray[np.uint16], count: int, bits: int) -> npt.NDArray[np.uint16]:
    """Return the `count` entries of a table: one a word, or two 8-bit ones a word, low byte first.

    Raises
    ------
    ValueError
        If there are too few.
    """
    if bits <= 8 and words.size < count <= 2 * words.size:
        return words.astype("<u2").view(np.uint8)[:count].astype(np.uint16)
    if words.size < count:
        raise ValueError(f"holds {words.size} of {count} entries")
    return words[:count]


def entry_count(value: float) -> int:
    """Return Number of entries of a LUT Descriptor: unsigned though its VR may be SS, and 0 for 65,536."""
    return int(value) % 65536 or 65536


def lookup_table(item: Tags, *, signed: bool, little_endian: bool) -> LookupTable:
    """Return the Modality LUT or VOI LUT of a sequence item (PS3.3 C.11.1.1.1, C.11.2.1.1).

    Parameters
    ----------
    item
        The item with LUT Descriptor and LUT Data.
    signed
        Whether the input values are signed: a first mapped value over 32767 is then negative.
    little_endian
        Byte order of the data set.

    Raises
    ------
    ValueError
        If the table is broken: in words that follow the table's name.
    """
    descriptor = item.numbers("LUTDescriptor")
    if len(descriptor) != 3:
        raise ValueError("has no valid LUT Descriptor")
    count, first, bits = entry_count(descriptor[0]), int(descriptor[1]), int(descriptor[2])
    words = table_words(item, "LUTData", little_endian=little_endian)
    if words is None or not 1 <= bits <= 16:
        raise ValueError("has no LUT Data" if words is None else "has an impossible LUT Descriptor")
    entries = unpacked_entries(words, count, bits)
    if int(entries.max()) >= 2**bits:
        raise ValueError(f"has entries of more than {bits} bits")
    if signed and first > 32767:
        first -= 65536
    return LookupTable(first, entries, bits, item.text("LUTExplanation"))

"""An element with all that decides on it: rule, type, and whether it may be there at all."""

import struct
from dataclasses import dataclass

from pydicom.datadict import keyword_for_tag
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.uid import UID

from cxrviewer.export.deidentification.attribute_types import EMPTY_ALLOWED, REQUIRED, attribute_type
from cxrviewer.export.deidentification.profile import Rule, rule_for
from cxrviewer.export.deidentification.values import is_binary

_CHARACTER_SET = 0x00080005
_OTHER_GROUPS = frozenset({0x0000, 0x0002, 0x0004, 0x7FE0})
_OVERLAYS = range(0x6000, 0x6100)
_TABLES = {
    0x00281201: 0x00281101,  # Red, Green, Blue, Alpha Palette Color Lookup Table Data and Descriptor
    0x00281202: 0x00281102,
    0x00281203: 0x00281103,
    0x00281204: 0x00281104,
    0x00281221: 0x00281101,  # segmented ones
    0x00281222: 0x00281102,
    0x00281223: 0x00281103,
    0x00283006: 0x00283002,  # LUT Data and Descriptor
}
"""Attributes whose bytes are numbers, and those that say how many; pixel data is looked at elsewhere."""
_SEGMENTED = frozenset({0x00281221, 0x00281222, 0x00281223})


@dataclass(frozen=True, slots=True)
class Place:
    """An element and where it stands.

    Attributes
    ----------
    element
        As it was read.
    rule
        Of the profile; None where it has none.
    type
        "1", "2" or "3".
    is_table
        Whether its bytes are a lookup table of the length that its descriptor says.
    """

    element: DataElement
    rule: Rule | None
    type: str
    is_table: bool


def is_admissible(tag: int) -> bool:
    """Return whether an attribute may be in the object at all.

    Private attributes, curves, overlays, group lengths, those of commands, file meta information and
    directories, and unknown ones may not; the character set is chosen anew, and pixel data comes last.
    """
    group, element = tag >> 16, tag & 0xFFFF
    if group % 2 or element == 0 or group in _OTHER_GROUPS or group in _OVERLAYS or tag == _CHARACTER_SET:
        return False
    return bool(keyword_for_tag(tag)) and tag < 0xFFFA0000 and not 0x5000 <= group <= 0x50FF


def place(element: DataElement, within: Dataset, sequence: int | None, sop_class: UID) -> Place:
    """Return an element with its rule and type.

    Parameters
    ----------
    element, within
        The element, and the data set or item that it is in.
    sequence
        Tag of the sequence of that item; None at the top.
    sop_class
        Of the object.
    """
    tag = int(element.tag)
    is_table = tag in _TABLES and _is_table(element, within)
    return Place(_settled(element), rule_for(tag), attribute_type(tag, sequence, sop_class), is_table)


def _is_table(element: DataElement, within: Dataset) -> bool:
    """Return whether a lookup table is as long as its descriptor says (PS3.3 C.7.6.3.1.5, C.11.1.1.1)."""
    try:
        entries, _, bits = (int(value) for value in within[_TABLES[int(element.tag)]].value)
    except Exception:  # noqa: BLE001 - no descriptor, or a damaged one
        return False
    length = len(element.value) if isinstance(element.value, bytes) else 0
    count = entries or 2**16
    is_segmented = int(element.tag) in _SEGMENTED
    return 0 < length <= count * 2 + 1 if is_segmented or bits <= 8 else length == count * 2


def _settled(element: DataElement) -> DataElement:
    """Return an element whose value representation the object leaves open ("US or SS") with one of them."""
    if " or " not in element.VR:
        return element
    value = element.value
    if is_binary(element.VR):
        return DataElement(element.tag, "OW", value) if isinstance(value, bytes) else element
    if isinstance(value, bytes):
        value = list(struct.unpack(f"<{len(value) // 2}H", value[: len(value) // 2 * 2]))
    return DataElement(element.tag, "US", value)


def least_action(here: Place) -> str:
    """Return X, Z or D: the weakest that the profile allows and the object's type bears.

    A combination such as X/Z/D means the weakest that keeps the object valid (PS3.15 E.1.1); an attribute
    without a rule whose value may not stay goes likewise.
    """
    weakest = here.rule.basic[0] if here.rule and here.rule.basic[0] in "XZD" else "X"
    if here.type == REQUIRED or weakest == "D":
        return "D"
    return "Z" if here.type == EMPTY_ALLOWED or weakest == "Z" else "X"

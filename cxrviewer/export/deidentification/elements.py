"""One element -> what may be written of it; only what is known to be harmless or wanted passes."""

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydicom.datadict import keyword_for_tag
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.uid import UID

from cxrviewer.export.deidentification.attribute_types import EMPTY_ALLOWED, REQUIRED, attribute_type
from cxrviewer.export.deidentification.identifiers import Identifiers
from cxrviewer.export.deidentification.options import Options
from cxrviewer.export.deidentification.profile import Rule, rule_for
from cxrviewer.export.deidentification.project import Project
from cxrviewer.export.deidentification.values import (
    DATES,
    TEXTS,
    age,
    code_string,
    dummy,
    is_binary,
    is_number,
    mapped_uid,
    shifted,
)
from cxrviewer.export.deidentification.vocabulary import known_words

PATIENT_NAME, PATIENT_ID = 0x00100010, 0x00100020
_CHARACTER_SET = 0x00080005
_META_GROUPS = frozenset({0x0000, 0x0002, 0x0004})
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
class Context:
    """What holds for all elements of an object.

    Attributes
    ----------
    project, options
        As the user wants it.
    sop_class
        Of the object.
    pseudonym
        Name and ID that the patient gets.
    days
        By how many days dates move back.
    identifiers
        Words of the object that point to somebody.
    """

    project: Project
    options: Options
    sop_class: UID
    pseudonym: str
    days: int
    identifiers: Identifiers


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

    Private attributes, curves, overlays, group lengths, those of other places and unknown ones may not; the
    character set is chosen anew.
    """
    group, element = tag >> 16, tag & 0xFFFF
    if group % 2 or element == 0 or group in _META_GROUPS or group in _OVERLAYS or tag == _CHARACTER_SET:
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


def clean_element(here: Place, context: Context) -> DataElement | None:
    """Return what may be written of an element that is no sequence; None where nothing may."""
    tag, vr = here.element.tag, here.element.VR
    if tag in {PATIENT_NAME, PATIENT_ID}:
        return DataElement(tag, vr, context.pseudonym)
    if _is_empty(here):
        return None if here.rule and least_action(here) == "X" else DataElement(tag, vr, here.element.value)
    kept = _kept(here, context)
    return _replacement(here) if kept is None else DataElement(tag, vr, kept)


def _is_empty(here: Place) -> bool:
    value = here.element.value
    return value is None or (not isinstance(value, int | float) and len(str(value)) == 0)


def least_action(here: Place) -> str:
    """Return X, Z or D: the weakest that the profile allows and the object's type bears.

    A combination such as X/Z/D means the weakest that keeps the object valid (PS3.15 E.1.1); an attribute
    without a rule whose value may not stay goes likewise.
    """
    weakest = here.rule.basic[0] if here.rule and here.rule.basic[0] in "XZD" else "X"
    if here.type == REQUIRED or weakest == "D":
        return "D"
    return "Z" if here.type == EMPTY_ALLOWED or weakest == "Z" else "X"


def _replacement(here: Place) -> DataElement | None:
    """Return the element without its value, by the action that is due."""
    tag = here.element.tag
    vr = here.element.VR
    action = least_action(here)
    if action == "X":
        return None
    return DataElement(tag, vr, dummy(vr) if action == "D" else None)


def _kept(here: Place, context: Context) -> object | None:
    """Return the value that stays, cleaned; None where none may."""
    vr = here.element.VR
    if vr == "UI":
        return _each(here, lambda value: mapped_uid(value, context.project))
    if vr in DATES:
        return _moved(here, context)
    if vr in TEXTS:
        return _worded(here, context)
    if here.rule is not None and not _is_wanted_characteristic(here, context):
        return None
    return _plain(here, context)


def _each(here: Place, change: Callable[[str], str | None]) -> list[str] | None:
    """Change each of the values; None if one of them may not stay."""
    changed = [change(str(value)) for value in _values(here.element)]
    return None if any(value is None for value in changed) else [value or "" for value in changed]


def _values(element: DataElement) -> Iterable[object]:
    return element.value if isinstance(element.value, MultiValue | list) else [element.value]


def _moved(here: Place, context: Context) -> list[str] | None:
    """Return dates that were moved; None where they are to go."""
    if not context.options.shift_dates or (here.rule is not None and not here.rule.modified_dates):
        return None
    return _each(here, lambda value: shifted(value, here.element.VR, context.days) if value else "")


def _worded(here: Place, context: Context) -> list[str] | None:
    """Return texts of which the words of the list are left; None where none are, or the text is to go."""
    wanted = (
        here.rule is None
        or (context.options.clean_descriptors and bool(here.rule.descriptors))
        or _is_wanted_characteristic(here, context)
    )
    if not wanted or here.element.VR in {"PN", "UR", "AE"}:
        return None
    names, keyword = context.identifiers.names, keyword_for_tag(here.element.tag)
    words = _each(here, lambda value: known_words(value, keyword, names))
    return words if words and any(words) else None


def _is_wanted_characteristic(here: Place, context: Context) -> bool:
    """Return whether an attribute is one of the patient's characteristics that the user wants to keep."""
    return context.options.keep_patient_characteristics and bool(here.rule and here.rule.characteristics)


def _plain(here: Place, context: Context) -> object | None:
    """Return a code string, an age or numbers if they look as they should; None otherwise."""
    element, words = here.element, context.identifiers.words
    if element.VR == "CS":
        codes = _each(here, lambda value: code_string(value, words)) or []
        return codes if any(codes) else None
    if element.VR == "AS":
        ages = _each(here, age) or []
        return ages if here.rule and all(ages) else None
    if element.VR in {"DS", "IS"}:
        numbers = [str(value) for value in _values(element)]
        return numbers if all(not text or is_number(text, words) for text in numbers) else None
    if is_binary(element.VR):
        return element.value if here.is_table else None
    value: object = element.value
    return value


def clean_sequence(
    here: Place, clean_items: Callable[[Iterable[Dataset]], list[Dataset]]
) -> DataElement | None:
    """Return a sequence whose items were cleaned, an empty one, or None.

    Parameters
    ----------
    here
        The sequence.
    clean_items
        Cleans items that stay: of sequences without a rule, and of those that need an item (action D) or
        hold references whose UIDs are mapped (X/Z/U*).
    """
    keeps = here.rule is None or "U" in here.rule.basic or least_action(here) == "D"
    if keeps:
        return DataElement(here.element.tag, "SQ", clean_items(here.element.value))
    return DataElement(here.element.tag, "SQ", []) if least_action(here) == "Z" else None

"""One element -> what may be written of it; only what is known to be harmless or wanted passes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from pydicom.datadict import keyword_for_tag
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.uid import UID

from cxrviewer.export.deidentification.identifiers import Identifiers
from cxrviewer.export.deidentification.options import Options
from cxrviewer.export.deidentification.places import Place, least_action
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
_ICC_PROFILE, _ICC_DATE = 0x00282000, slice(24, 36)  # ICC.1 7.2


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


def _replacement(here: Place) -> DataElement | None:
    """Return the element without its value, by the action that is due."""
    tag = here.element.tag
    vr = here.element.VR
    action = least_action(here)
    if action == "X":
        return None
    if action == "Z":
        return DataElement(tag, vr, None)
    return DataElement(tag, vr, _srgb() if tag == _ICC_PROFILE else dummy(vr))


@cache
def _srgb() -> bytes:
    """Return the profile of sRGB, which is what nearly all colours are in, without a date of making."""
    from PIL import ImageCms  # noqa: PLC0415 - few objects need it

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_ICC_DATE] = bytes(len(profile[_ICC_DATE]))
    return bytes(profile)


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

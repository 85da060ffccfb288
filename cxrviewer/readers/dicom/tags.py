"""Values of a DICOM header, read with care: what cannot be read is left out and said so."""

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydicom.datadict import dictionary_description, dictionary_VR, tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag
from pydicom.valuerep import PersonName

_TEXT_VRS = {"AE", "AS", "CS", "DA", "DT", "LO", "PN", "SH", "TM", "UI"}
_ESCAPE = b"\x1b"


@dataclass(frozen=True, slots=True)
class Tags:
    """One data set (or item of a sequence) as the readers see it.

    Attributes
    ----------
    dataset
        The pydicom data set.
    notices
        Sentences on what could not be read; shared with the items.
    """

    dataset: Dataset
    notices: list[str] = field(default_factory=list)

    def has(self, keyword: str) -> bool:
        """Return whether the element is there with a value."""
        return bool(self._values(keyword))

    def texts(self, keyword: str) -> tuple[str, ...]:
        """Return the values as texts of printable characters; () where there is none."""
        plain = self._plain_texts(keyword)
        if plain is not None:
            return plain
        values = self._values(keyword)
        if all(isinstance(value, str | int | float | PersonName) for value in values):
            return tuple(_printable(_person(value)) for value in values)
        self.leave_out(keyword, "is no text")
        return ()

    def text(self, keyword: str) -> str:
        """Return the first value as a text; empty where there is none."""
        return next(iter(self.texts(keyword)), "")

    def lines(self, keyword: str) -> str:
        """Return a longer text with its line breaks as LF, its other control characters as blanks."""
        text = "\n".join(str(value) for value in self._values(keyword))
        return "\n".join(map(_without_controls, text.splitlines())).rstrip()

    def numbers(self, keyword: str) -> tuple[float, ...]:
        """Return the values as finite numbers; () with a notice where one is not."""
        values = self._values(keyword)
        try:
            numbers = tuple(float(value) for value in values)
        except (TypeError, ValueError):
            numbers = (math.nan,)
        if all(math.isfinite(number) for number in numbers):
            return numbers
        self.leave_out(keyword, "is not a number")
        return ()

    def number(self, keyword: str) -> float | None:
        """Return the first value as a finite number; None where there is none."""
        return next(iter(self.numbers(keyword)), None)

    def integer(self, keyword: str) -> int | None:
        """Return the first value as an integer; None where there is none."""
        number = self.number(keyword)
        return None if number is None else int(number)

    def binary(self, keyword: str) -> bytes:
        """Return a value of bytes; empty where there is none."""
        values = self._values(keyword)
        return values[0] if values and isinstance(values[0], bytes) else b""

    def items(self, keyword: str) -> "tuple[Tags, ...]":
        """Return the items of a sequence; () where there is none."""
        values = self._values(keyword)
        return tuple(Tags(value, self.notices) for value in values if isinstance(value, Dataset))

    def leave_out(self, keyword: str, reason: str) -> None:
        """Note that an element is left out."""
        notice = f"{dictionary_description(keyword)} {reason} and was left out."
        if notice not in self.notices:
            self.notices.append(notice)

    def _plain_texts(self, keyword: str) -> tuple[str, ...] | None:
        """Return the ASCII values of a text element without pydicom's records; None for others."""
        tag, vr = _tag_and_vr(keyword)
        raw = None if tag is None else self.dataset._dict.get(tag)
        if raw is None:
            return ()
        if not isinstance(raw, RawDataElement) or raw.VR not in {vr, None}:
            return None
        text = _plain_text(vr, raw.value)
        if text is None:
            return None
        parts = text.split("\\") if text else []
        return tuple(_printable(_name(part) if vr == "PN" else part) for part in parts)

    def _values(self, keyword: str) -> tuple[Any, ...]:
        """Return the values of an element; () where it is absent, empty or unreadable."""
        tag, _ = _tag_and_vr(keyword)
        if tag is None or tag not in self.dataset._dict:
            return ()
        try:
            value = self.dataset.get(keyword)
        except Exception:  # noqa: BLE001 - pydicom raises anything on damaged values
            self.leave_out(keyword, "cannot be read")
            return ()
        if value is None or value == "":
            return ()
        return tuple(value) if isinstance(value, MultiValue | Sequence | list) else (value,)


def functional_group(tags: Tags, frame: int, keyword: str) -> Tags | None:
    """Return the first item of a functional group of `frame`, its own or the shared one (PS3.3 C.7.6.16)."""
    own = tags.items("PerFrameFunctionalGroupsSequence")[frame - 1 : frame]
    for group in (*own, *tags.items("SharedFunctionalGroupsSequence")[:1]):
        found = group.items(keyword)
        if found:
            return found[0]
    return None


@lru_cache(None)
def _tag_and_vr(keyword: str) -> tuple[BaseTag | None, str]:
    """Return tag and value representation of a keyword by the data dictionary (PS3.6)."""
    tag = tag_for_keyword(keyword)
    return (None, "") if tag is None else (BaseTag(tag), dictionary_VR(tag))


def _plain_text(vr: str, value: object) -> str | None:
    """Return the bytes of an element as a text; None unless they are the same in every character set."""
    if not isinstance(value, bytes) or not value.isascii() or _ESCAPE in value:
        return None
    if vr in _TEXT_VRS or (vr == "IS" and value.strip().isdigit()):
        return value.decode("ascii").rstrip("\0 ")
    return None


def _person(value: object) -> str:
    """Return a person's name as "Family, Given", anything else as its text."""
    if not isinstance(value, PersonName):
        return str(value)
    return _name(f"{value.family_name}^{value.given_name}^{value.middle_name}")


def _name(text: str) -> str:
    """Return the components of a name (PS3.5 6.2.1) as "Family, Given Middle"."""
    family, given, middle = [*text.partition("=")[0].split("^"), "", "", ""][:3]
    parts = [family, " ".join(filter(None, (given, middle)))]
    return ", ".join(part for part in parts if part)


def _printable(text: str) -> str:
    """Return `text` with a blank in place of every control character."""
    return _without_controls(text).strip()


def _without_controls(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)

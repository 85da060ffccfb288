"""Values of a DICOM header, read with care: what cannot be read is left out and said so."""

import math
from dataclasses import dataclass, field
from typing import Any

from pydicom.datadict import dictionary_description
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence
from pydicom.valuerep import PersonName


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
        return tuple(_printable(_person(value)) for value in self._values(keyword))

    def text(self, keyword: str) -> str:
        """Return the first value as a text; empty where there is none."""
        return next(iter(self.texts(keyword)), "")

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

    def items(self, keyword: str) -> "tuple[Tags, ...]":
        """Return the items of a sequence; () where there is none."""
        values = self._values(keyword)
        return tuple(Tags(value, self.notices) for value in values if isinstance(value, Dataset))

    def leave_out(self, keyword: str, reason: str) -> None:
        """Note that an element is left out."""
        notice = f"{dictionary_description(keyword)} {reason} and was left out."
        if notice not in self.notices:
            self.notices.append(notice)

    def _values(self, keyword: str) -> tuple[Any, ...]:
        """Return the values of an element; () where it is absent, empty or unreadable."""
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


def _person(value: object) -> str:
    """Return a person's name as "Family, Given", anything else as its text."""
    if not isinstance(value, PersonName):
        return str(value)
    parts = [str(value.family_name), " ".join(filter(None, (str(value.given_name), str(value.middle_name))))]
    return ", ".join(part for part in parts if part)


def _printable(text: str) -> str:
    """Return `text` with a blank in place of every control character."""
    return "".join(character if character.isprintable() else " " for character in text).strip()

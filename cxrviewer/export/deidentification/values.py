"""Values: what a value must look like to stay, dates that move, dummies."""

import re
from collections.abc import Set
from datetime import date, timedelta

from pydicom.datadict import dictionary_VR
from pydicom.uid import UID

from cxrviewer.export.deidentification.project import Project
from cxrviewer.export.deidentification.vocabulary import is_known, is_term

TEXTS = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT", "UR", "AE"})
DATES = frozenset({"DA", "DT", "TM"})
NUMBERS = frozenset({"AT", "DS", "FD", "FL", "IS", "SL", "SS", "SV", "UL", "US", "UV"})
BYTES = frozenset({"OB", "OD", "OF", "OL", "OV", "OW"})
_KINDS = (TEXTS | {"CS", "AS"}, DATES, NUMBERS | BYTES, frozenset({"UI"}), frozenset({"SQ"}))

REMOVED = "REMOVED"
_DUMMIES: dict[str, object] = {
    "AS": "000Y",
    "DA": "19000101",
    "DT": "19000101000000",
    "TM": "000000",
    "DS": "0",
    "IS": "0",
    "AT": 0,
    "UR": "about:blank",
    **dict.fromkeys(("FD", "FL"), 0.0),
    **dict.fromkeys(("SL", "SS", "SV", "UL", "US", "UV"), 0),
    **dict.fromkeys(BYTES, b"\0" * 8),
}
_DATE = re.compile(r"(\d{4})[.\-]?(\d\d)[.\-]?(\d\d)(.*)")
_TIME = re.compile(r"(?:[01]\d|2[0-3])(?::?[0-5]\d(?::?[0-6]\d(?:\.\d{1,6})?)?)?")
_ZONE = re.compile(r"[+-](?:0\d|1[0-4])[0-5]\d")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_CODE = re.compile(r"[A-Z0-9_ ]{0,16}")
_MANY_DIGITS = re.compile(r"(?<!ISO_)\d{5,}")
_AGE = re.compile(r"(\d{3})([DWMY])")
_OLDEST = 90
_LONG_NUMBER = 5


def dummy(vr: str) -> object:
    """Return the value that stands for any other of a value representation (action D)."""
    return _DUMMIES.get(vr, REMOVED)


def is_binary(vr: str) -> bool:
    """Return whether values are bytes, also where only the context tells ("US or OW")."""
    return not BYTES.isdisjoint(vr.split(" or "))


def fits_dictionary(tag: int, vr: str) -> bool:
    """Return whether an element is of the kind that PS3.6 has for it, so that its rule is meant for it."""
    found, standard = vr.split(" or "), dictionary_VR(tag).split(" or ")
    return any(not kind.isdisjoint(found) and not kind.isdisjoint(standard) for kind in _KINDS)


def shifted(value: str, vr: str, days: int) -> str | None:
    """Return a date, time or date-time so many days earlier; None for what is none.

    Times of day stay: a film of 11 o'clock is still one. Dates without a day cannot be moved.
    """
    text = value.strip()
    if vr == "TM":
        return text if _TIME.fullmatch(text) else None
    parts = _DATE.fullmatch(text)
    if parts is None or (vr == "DA" and parts[4]) or not _is_time_of_day(parts[4]):
        return None
    try:
        moved = date(int(parts[1]), int(parts[2]), int(parts[3])) - timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return f"{moved:%Y%m%d}".rjust(8, "0") + parts[4]


def _is_time_of_day(text: str) -> bool:
    """Return whether what follows the date in a date-time is a time, a zone, both or nothing."""
    zone = text[-5:] if _ZONE.fullmatch(text[-5:]) else ""
    rest = text[: len(text) - len(zone)]
    return not rest or _TIME.fullmatch(rest) is not None


def mapped_uid(value: str, project: Project) -> str:
    """Return a UID of the standard as it is (PS3.6 A), the project's for any other."""
    text = value.strip("\0 ")
    return text if not text or UID(text).type else project.uid(text)


def is_number(value: object, identifiers: Set[str]) -> bool:
    """Return whether a decimal or integer string is a number and nothing else, and not somebody's."""
    text = str(value).strip()
    return _NUMBER.fullmatch(text) is not None and (len(text) < _LONG_NUMBER or text not in identifiers)


def code_string(value: str, identifiers: Set[str]) -> str:
    """Return a code string in capitals; empty if it is none of the standard's, or names somebody.

    Code strings are defined terms, so words that no edition of the standard has are a vendor's or somebody's.
    """
    text = value.strip().upper()
    if not _CODE.fullmatch(text) or _MANY_DIGITS.search(text):
        return ""
    words = [word for word in re.split(r"[_ ]+", text) if word]
    known = all(is_term(word) and (word.casefold() not in identifiers or is_known(word)) for word in words)
    return text if known else ""


def age(value: str) -> str:
    """Return an age; one over 89 years as 90, as there are few so old; empty if it is none."""
    parts = _AGE.fullmatch(value.strip())
    if parts is None:
        return ""
    return f"{_OLDEST:03}Y" if parts[2] == "Y" and int(parts[1]) > _OLDEST - 1 else parts[0]

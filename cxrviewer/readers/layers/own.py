"""By what this program knows its own annotations in DICOM objects, and how it marks them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from cxrviewer.readers.layers.shapes import has_minor_axis_first
from cxrviewer.study import Annotation, Kind

SCHEME = "99CXRVIEWER"
"""Coding Scheme Designator of the program's private codes (PS3.16 8.2)."""

VALUES_LAYER = "VALUES"
"""Graphic Layer of measured values, which are measured again when they are imported."""

KIND_CODE = "kind"
MINOR_AXIS_FIRST = "minor-axis-first"
_MINOR_WORDS = "minor axis first"
_UUID_ROOT = "2.25."
_ZONE = timezone(timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Mark:
    """What cannot be said by points and words.

    Attributes
    ----------
    identifier, created
        Of the annotation.
    minor_axis_first
        Whether the axes of an ellipse have changed places.
    """

    identifier: str
    created: str
    minor_axis_first: bool


def description_of(annotation: Annotation) -> str:
    """Return the Graphic Group Description (0070,0208) of an annotation: UID, time, order of the axes."""
    minor = f" {_MINOR_WORDS}" if has_minor_axis_first(annotation) else ""
    return f"{annotation.uid} {annotation.created}{minor}"


def mark_from(description: str) -> Mark | None:
    """Return what `description_of` has written; None of other words."""
    uid, _, rest = description.partition(" ")
    created, _, minor = rest.partition(" ")
    identifier = identifier_from(uid)
    if not identifier or minor not in {"", _MINOR_WORDS}:
        return None
    return Mark(identifier, created, bool(minor))


def identifier_from(uid: str) -> str:
    """Return the UUID that a UID under 2.25 is made of (PS3.5 B.2); empty of any other UID."""
    number = uid.removeprefix(_UUID_ROOT)
    if number == uid or not (number.isascii() and number.isdigit()) or len(number) > 39:
        return ""
    return str(UUID(int=int(number))) if int(number) < 1 << 128 else ""


def kind_from(name: str) -> Kind | None:
    """Return a kind by its name in words or in a code; None where there is none."""
    return next((kind for kind in Kind if name in (kind.value, code_of(kind))), None)


def code_of(kind: Kind) -> str:
    """Return the private Code Value of a kind, e.g. "cobb"."""
    return kind.name.lower()


def date_time_of(created: str) -> str:
    """Return a time as DICOM's DT (PS3.5 6.2); empty where it is none.

    It is said in the zone +0100, because DCMTK takes +0000 for an error.
    """
    try:
        return datetime.fromisoformat(created).astimezone(_ZONE).strftime("%Y%m%d%H%M%S.%f%z")
    except ValueError:
        return ""


def created_from(date_time: str) -> str:
    """Return a DT as ISO 8601 in UTC; empty where it is incomplete."""
    try:
        return datetime.strptime(date_time, "%Y%m%d%H%M%S.%f%z").astimezone(UTC).isoformat()
    except ValueError:
        return ""

"""What the user may ask of the profile, and the codes that say so in the object."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Options of the profile (PS3.15 E.3); all off is the Basic Profile.

    Attributes
    ----------
    shift_dates
        Retain Longitudinal Temporal Information with Modified Dates: every date of a patient is moved by
        the same number of days. Else dates and times go.
    keep_patient_characteristics
        Retain Patient Characteristics: sex, age, size, weight and the like; ages over 89 become 90.
    clean_descriptors
        Clean Descriptors: of free text the words of a list are kept. Else descriptions go whole.
    allow_burned_in
        Write objects that may show burnt-in text as they are: the user has looked.
    """

    shift_dates: bool = False
    keep_patient_characteristics: bool = False
    clean_descriptors: bool = False
    allow_burned_in: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of pixels; `right` and `bottom` are the first column and row behind it."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Blanking:
    """What is made black in every frame of an object, by a user who has looked; may be nothing."""

    regions: tuple[Region, ...] = ()


METHODS = {
    "113100": "Basic Application Confidentiality Profile",
    "113101": "Clean Pixel Data Option",
    "113103": "Clean Graphics Option",
    "113104": "Clean Structured Content Option",
    "113105": "Clean Descriptors Option",
    "113107": "Retain Longitudinal Temporal Information Modified Dates Option",
    "113108": "Retain Patient Characteristics Option",
}
"""De-identification methods (PS3.16 CID 7050)."""


def method_codes(options: Options, *, pixels: bool) -> tuple[str, ...]:
    """Return the codes of what was done; the same for all objects of a patient, but for blanked pixels.

    Graphics and content items are always cleaned and kept, where an object has some.

    Parameters
    ----------
    options
        What was asked for.
    pixels
        Whether somebody has looked at the pixels and blanked what was burnt in.
    """
    done = {
        "113100": True,
        "113101": pixels,
        "113103": True,
        "113104": True,
        "113105": options.clean_descriptors,
        "113107": options.shift_dates,
        "113108": options.keep_patient_characteristics,
    }
    return tuple(code for code, is_done in done.items() if is_done)

"""How much an attribute is needed where it stands (PS3.5 7.4), from a table of all modules of PS3.3."""

import csv
from functools import cache

from pydicom.uid import (
    UID,
    ComputedRadiographyImageStorage,
    CTImageStorage,
    DigitalIntraOralXRayImageStorageForPresentation,
    DigitalIntraOralXRayImageStorageForProcessing,
    DigitalMammographyXRayImageStorageForPresentation,
    DigitalMammographyXRayImageStorageForProcessing,
    DigitalXRayImageStorageForPresentation,
    DigitalXRayImageStorageForProcessing,
    MRImageStorage,
    SecondaryCaptureImageStorage,
    XRayAngiographicImageStorage,
    XRayRadiofluoroscopicImageStorage,
)

from cxrviewer.export.deidentification.profile import folder

REQUIRED, EMPTY_ALLOWED, OPTIONAL = "1", "2", "3"
_PLAIN = frozenset(
    {
        ComputedRadiographyImageStorage,
        CTImageStorage,
        DigitalIntraOralXRayImageStorageForPresentation,
        DigitalIntraOralXRayImageStorageForProcessing,
        DigitalMammographyXRayImageStorageForPresentation,
        DigitalMammographyXRayImageStorageForProcessing,
        DigitalXRayImageStorageForPresentation,
        DigitalXRayImageStorageForProcessing,
        MRImageStorage,
        SecondaryCaptureImageStorage,
        XRayAngiographicImageStorage,
        XRayRadiofluoroscopicImageStorage,
    }
)
"""Radiographs and slices without the modules of enhanced objects; they share one row of the table."""


@cache
def _types() -> dict[tuple[str, str, str], str]:
    """Return the type by kind of object, tag of the sequence and tag of the attribute."""
    with (folder() / "attribute-types.csv").open(encoding="utf-8", newline="") as stream:
        return {
            (row["objects"], row["sequence"], tag): row["type"]
            for row in csv.DictReader(stream)
            for tag in row["attributes"].split()
        }


def attribute_type(tag: int, sequence: int | None, sop_class: UID | str) -> str:
    """Return the type of an attribute that is present: "1", "2" or "3".

    Where modules differ the strictest counts, so that an object stays valid. Conditions (1C, 2C) are taken
    as met, because the attribute is there.

    Parameters
    ----------
    tag
        The attribute's.
    sequence
        Tag of the sequence that it stands in; None at the top.
    sop_class
        Of the object.
    """
    objects = "plain" if sequence is None and sop_class in _PLAIN else "any"
    return _types().get((objects, "" if sequence is None else f"{sequence:08x}", f"{tag:08x}"), OPTIONAL)

"""Millimetres of a file, with where they come from, and the shape of its pixels."""

import math
from collections.abc import Sequence

from cxrviewer.readers.dicom.tags import Tags, functional_group
from cxrviewer.study import PixelSpacing, SpacingOrigin

_UNIT_LENGTH = 0.05
_INCLINED = math.sin(math.radians(15))


def pixel_spacing(tags: Tags, frame: int) -> PixelSpacing | None:
    """Return the first valid spacing (PS3.3 10.7.1.3): in the patient, at the detector, of a scanned film."""
    group = functional_group(tags, frame, "PixelMeasuresSequence")
    places = [(tags, SpacingOrigin.PIXEL_SPACING)]
    places += [(group, SpacingOrigin.PIXEL_SPACING)] if group is not None else []
    places += [(tags, SpacingOrigin.IMAGER), (tags, SpacingOrigin.NOMINAL_SCANNED)]
    spacings = (_spacing(place, origin) for place, origin in places)
    return next((spacing for spacing in spacings if spacing is not None), None)


def _spacing(tags: Tags, origin: SpacingOrigin) -> PixelSpacing | None:
    """Return the spacing of one attribute; None where it is absent, or impossible (with a notice)."""
    values = tags.numbers(origin.value)
    if not values:
        return None
    if len(values) != 2 or min(values) <= 0:
        tags.leave_out(origin.value, "is impossible")
        return None
    return PixelSpacing(values[0], values[1], origin)


def pixel_aspect_ratio(tags: Tags) -> float:
    """Return Pixel Aspect Ratio, vertical over horizontal size (PS3.3 C.7.6.3.1.7); 1 where there is none."""
    values = tags.numbers("PixelAspectRatio")
    if not values:
        return 1.0
    if len(values) != 2 or min(values) <= 0:
        tags.leave_out("PixelAspectRatio", "is impossible")
        return 1.0
    return values[0] / values[1]


def plane_orientation(tags: Tags, frame: int) -> tuple[str, ...]:
    """Return rows' and columns' direction in the patient, from Image Orientation (Patient).

    The cosines run towards left, posterior and head (PS3.3 C.7.6.2.1.1); the letters are those of Patient
    Orientation (PS3.3 C.7.6.1.1.1), the nearest direction first, then those that it is inclined to.

    Returns
    -------
    Two texts, e.g. ("L", "P") of an axial slice; () where there is no plane, or an impossible one.
    """
    group = functional_group(tags, frame, "PlaneOrientationSequence")
    cosines = next(
        (found for place in (tags, group) if place and (found := place.numbers("ImageOrientationPatient"))),
        (),
    )
    if not cosines:
        return ()
    row, column = cosines[:3], cosines[3:]
    if len(cosines) != 6 or any(abs(math.hypot(*axis) - 1) > _UNIT_LENGTH for axis in (row, column)):
        tags.leave_out("ImageOrientationPatient", "is impossible")
        return ()
    return _direction(row), _direction(column)


def _direction(axis: Sequence[float]) -> str:
    """Return the letters of a direction, the strongest first, without those inclined by less than 15°."""
    letters = [("L" if axis[0] > 0 else "R"), ("P" if axis[1] > 0 else "A"), ("H" if axis[2] > 0 else "F")]
    ordered = sorted(zip(axis, letters, strict=True), key=lambda pair: -abs(pair[0]))
    return "".join(letter for part, letter in ordered if abs(part) > _INCLINED)

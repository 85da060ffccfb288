"""Millimetres of a file, with where they come from, and the shape of its pixels."""

from cxrviewer.readers.dicom.tags import Tags, functional_group
from cxrviewer.study import PixelSpacing, SpacingOrigin


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

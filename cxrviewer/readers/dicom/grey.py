"""How stored values become grey: modality and VOI transforms, polarity, padding."""

from cxrviewer.readers.dicom.tables import lookup_table
from cxrviewer.readers.dicom.tags import Tags, functional_group
from cxrviewer.study import (
    LookupTable,
    Modality,
    Photometric,
    PresentationLut,
    Rescale,
    Voi,
    VoiFunction,
    Window,
)


def modality_transform(tags: Tags, frame: int, *, signed: bool, little_endian: bool) -> Modality:
    """Return the Modality LUT, the rescaling of file or frame, or identity (PS3.3 C.11.1, C.7.6.16.2.9).

    What is broken is left out with a notice.
    """
    items = tags.items("ModalityLUTSequence")
    if items:
        table = _table(items[0], "ModalityLUTSequence", signed=signed, little_endian=little_endian)
        if table is not None:
            return table
    group = functional_group(tags, frame, "PixelValueTransformationSequence")
    return _rescale(group if group is not None and not tags.has("RescaleSlope") else tags)


def _rescale(tags: Tags) -> Rescale:
    """Return Rescale Slope and Intercept; identity where the file has none, or but one of the two.

    Each requires the other (PS3.3 C.11.1): what a lone one means is not defined.
    """
    slope, intercept = tags.number("RescaleSlope"), tags.number("RescaleIntercept")
    if slope is None or intercept is None:
        if slope is not None or intercept is not None:
            tags.leave_out("RescaleIntercept" if slope is None else "RescaleSlope", "stands alone")
        return Rescale()
    if slope == 0:
        tags.leave_out("RescaleSlope", "is zero")
        return Rescale()
    return Rescale(slope, intercept)


def modality_units(tags: Tags, frame: int, modality: Modality) -> str:
    """Return Rescale Type or Modality LUT Type; "HU" for CT that does not say; "" for unspecified ("US")."""
    if isinstance(modality, LookupTable):
        units = tags.items("ModalityLUTSequence")[0].text("ModalityLUTType")
    else:
        group = functional_group(tags, frame, "PixelValueTransformationSequence")
        units = tags.text("RescaleType") or (group.text("RescaleType") if group else "")
        if not units and tags.text("Modality") == "CT" and modality != Rescale():
            units = "HU"
    return "" if units == "US" else units


def reaches_below_zero(modality: Modality, *, bits: int, signed: bool) -> bool:
    """Return whether modality values may be negative; `bits` and `signed` tell the range of stored values.

    The first mapped value of a VOI LUT is then signed, whatever its VR says (PS3.3 C.11.2.1.1): a file with
    unsigned pixels and an intercept of -1024 may map from 64,536, which is -1000.
    """
    if isinstance(modality, LookupTable):
        return False
    low = -(1 << (bits - 1)) if signed else 0
    ends = (low, low + (1 << bits) - 1)
    return min(modality.slope * end for end in ends) + modality.intercept < 0


def voi_transforms(tags: Tags, frame: int, *, signed: bool, little_endian: bool) -> tuple[Voi, ...]:
    """Return the VOI LUTs, then the windows of the file, or else of the frame (PS3.3 C.11.2, C.7.6.16.2.10).

    `signed` tells whether modality values may be negative. What is broken is left out with a notice.
    """
    tables = [
        _table(item, "VOILUTSequence", signed=signed, little_endian=little_endian)
        for item in tags.items("VOILUTSequence")
    ]
    windows = _windows(tags)
    group = functional_group(tags, frame, "FrameVOILUTSequence")
    if not windows and group is not None:
        windows = _windows(group)
    return (*(table for table in tables if table is not None), *windows)


def _table(item: Tags, keyword: str, *, signed: bool, little_endian: bool) -> LookupTable | None:
    """Return the table of an item; None with a notice where it is broken."""
    try:
        return lookup_table(item, signed=signed, little_endian=little_endian)
    except ValueError as error:
        item.leave_out(keyword, str(error))
        return None


def _windows(tags: Tags) -> tuple[Window, ...]:
    """Return the valid windows; each Window Center has its Window Width and explanation."""
    centres, widths = tags.numbers("WindowCenter"), tags.numbers("WindowWidth")
    if len(centres) != len(widths):
        tags.leave_out(
            "WindowCenterWidthExplanation" if centres and widths else "WindowCenter", "is incomplete"
        )
    explanations = tags.texts("WindowCenterWidthExplanation") + ("",) * len(centres)
    function = _function(tags)
    windows = [
        Window(centre, width, function, explanation)
        for centre, width, explanation in zip(centres, widths, explanations, strict=False)
    ]
    valid = tuple(window for window in windows if _is_valid(window))
    if len(valid) < len(windows):
        tags.leave_out("WindowWidth", "is too small")
    return valid


def _function(tags: Tags) -> VoiFunction:
    """Return the VOI LUT Function; LINEAR where the file does not say (PS3.3 C.11.2.1.3)."""
    name = tags.text("VOILUTFunction").upper()
    if name and name not in set(VoiFunction):
        tags.leave_out("VOILUTFunction", "is unknown")
    return VoiFunction(name) if name in set(VoiFunction) else VoiFunction.LINEAR


def _is_valid(window: Window) -> bool:
    """Return whether the width is allowed: at least 1 for LINEAR, else over 0 (PS3.3 C.11.2.1.2-3)."""
    return window.width >= 1 if window.function is VoiFunction.LINEAR else window.width > 0


def presentation_lut(tags: Tags) -> PresentationLut | None:
    """Return the Presentation LUT Shape (PS3.3 C.11.6); None where the file does not say, or not rightly.

    DX requires the shape to repeat what Photometric Interpretation says (C.8.11.3.1.2); where it does not,
    there is a notice.
    """
    name = tags.text("PresentationLUTShape").upper()
    if not name:
        return None
    if name not in set(PresentationLut):
        tags.leave_out("PresentationLUTShape", "is unknown")
        return None
    shape = PresentationLut(name)
    photometric = tags.text("PhotometricInterpretation").upper()
    if (photometric == Photometric.MONOCHROME1) != (shape is PresentationLut.INVERSE):
        tags.notices.append(
            f"{photometric} contradicts Presentation LUT Shape {shape}, by which black and white are shown."
        )
    return shape


def padding_range(tags: Tags, *, signed: bool, bits_allocated: int) -> tuple[int, int] | None:
    """Return the lowest and highest padding value (PS3.3 C.7.5.1.1.2), in the sense of the stored values."""
    first = tags.integer("PixelPaddingValue")
    if first is None:
        return None
    limit = tags.integer("PixelPaddingRangeLimit")
    ends = [_in_sense(value, signed, bits_allocated) for value in (first, first if limit is None else limit)]
    return min(ends), max(ends)


def _in_sense(value: int, signed: bool, bits: int) -> int:
    """Return `value` read as signed or unsigned; writers mix US and SS up."""
    span = 1 << bits
    wrapped = value % span
    return wrapped - span if signed and wrapped >= span // 2 else wrapped

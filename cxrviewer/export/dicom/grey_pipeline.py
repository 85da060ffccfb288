"""The view of a grey film in a presentation state: modality, VOI and presentation LUT (PS3.3 C.11)."""

import numpy as np
from pydicom.dataset import Dataset
from pydicom.valuerep import format_number_as_ds

from cxrviewer.display import default_voi, has_table, is_inverted, modality_values, voi_values
from cxrviewer.export.request import ExportRequest
from cxrviewer.study import Image, LookupTable, Modality, Rescale, Voi, VoiFunction, Window

_UNSPECIFIED = "US"
_MOST_ENTRIES = 65536
_LUT_BITS = 16


def add_grey_pipeline(state: Dataset, request: ExportRequest) -> None:
    """Add how stored values become grey in the request's view, so that nothing of it depends on the image.

    Modality LUT (C.11.1), Softcopy VOI LUT (C.11.8) and Softcopy Presentation LUT (C.11.6) modules.
    """
    image, view = request.image, request.view
    _add_modality(state, _modality_of_source(request), image.units or _UNSPECIFIED)
    voi = view.voi or default_voi(image)
    state.SoftcopyVOILUTSequence = [_voi_item(voi, image)]
    state.PresentationLUTShape = "INVERSE" if is_inverted(image) != view.inverted else "IDENTITY"


def _modality_of_source(request: ExportRequest) -> Modality:
    """Return the modality transform of the instance referred to.

    That of a picture file has its own one, which leads back to the picture's values.
    """
    source = request.source
    if request.image.source.format == "DICOM":
        return request.image.modality
    return Rescale(float(source.get("RescaleSlope", 1)), float(source.get("RescaleIntercept", 0)))


def _add_modality(state: Dataset, modality: Modality, units: str) -> None:
    if isinstance(modality, LookupTable):
        item = _table_item(modality)
        item.ModalityLUTType = units
        state.ModalityLUTSequence = [item]
    elif modality != Rescale():
        state.RescaleIntercept = format_number_as_ds(float(modality.intercept))
        state.RescaleSlope = format_number_as_ds(float(modality.slope))
        state.RescaleType = units


def _voi_item(voi: Voi, image: Image) -> Dataset:
    """Return a VOI transform in the words that every program knows: a table or a LINEAR window.

    LINEAR_EXACT of centre c and width w is LINEAR of c + 0.5 and w + 1 (C.11.2.1.2.1, C.11.2.1.3.2). SIGMOID
    becomes a table of the modality values where these are integers, else it is named by VOI LUT Function.
    """
    if isinstance(voi, LookupTable):
        return _in_sequence(voi)
    if voi.function is VoiFunction.LINEAR:
        return _window_item(voi.centre, voi.width, voi.explanation)
    if voi.function is VoiFunction.LINEAR_EXACT:
        return _window_item(voi.centre + 0.5, voi.width + 1, voi.explanation)
    table = _tabulated(voi, image)
    if table is not None:
        return _in_sequence(table)
    item = _window_item(voi.centre, voi.width, voi.explanation)
    item.VOILUTFunction = voi.function.value
    return item


def _in_sequence(table: LookupTable) -> Dataset:
    item = Dataset()
    item.VOILUTSequence = [_table_item(table)]
    return item


def _window_item(centre: float, width: float, explanation: str) -> Dataset:
    item = Dataset()
    item.WindowCenter, item.WindowWidth = format_number_as_ds(centre), format_number_as_ds(width)
    if explanation:
        item.WindowCenterWidthExplanation = explanation[:64]
    return item


def _tabulated(window: Window, image: Image) -> LookupTable | None:
    """Return a window as a table over the image's modality values; None where they are too many or broken."""
    modality = image.modality
    whole = isinstance(modality, LookupTable) or (
        float(modality.slope).is_integer() and float(modality.intercept).is_integer()
    )
    if not whole or not has_table(image):
        return None
    values = modality_values(np.unique(image.pixels), modality)
    first, last = int(values.min()), int(values.max())
    if last - first >= _MOST_ENTRIES or not -(1 << 15) <= first < 1 << 16:
        return None
    entries = voi_values(np.arange(first, last + 1), window) * ((1 << _LUT_BITS) - 1)
    return LookupTable(first, np.rint(entries).astype(np.uint16), _LUT_BITS, window.explanation)


def _table_item(table: LookupTable) -> Dataset:
    """Return a table (C.11.1.1.1): its descriptor is SS where the first value mapped is negative."""
    item = Dataset()
    count = table.entries.size % _MOST_ENTRIES
    signed = table.first_mapped < 0
    if signed and count >= 1 << 15:
        count -= _MOST_ENTRIES
    item.add_new("LUTDescriptor", "SS" if signed else "US", [count, table.first_mapped, table.bits])
    if table.explanation:
        item.LUTExplanation = table.explanation[:64]
    item.add_new("LUTData", "OW", table.entries.astype("<u2").tobytes())
    return item

"""The view of a grey film in a presentation state: modality, VOI and presentation LUT (PS3.3 C.11)."""

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.valuerep import format_number_as_ds

from cxrviewer.display import default_voi, has_table, is_inverted, modality_values, voi_values
from cxrviewer.export.request import ExportRequest
from cxrviewer.study import Image, LookupTable, Modality, Rescale, Voi, VoiFunction, Window

_UNSPECIFIED = "US"
_MOST_ENTRIES = 65536
_LUT_BITS = 16
_HIGHEST_ENTRY = (1 << _LUT_BITS) - 1

Values = npt.NDArray[np.float64]


def add_grey_pipeline(state: Dataset, request: ExportRequest) -> None:
    """Add how stored values become grey in the request's view, so that nothing of it depends on the image.

    Modality LUT (C.11.1), Softcopy VOI LUT (C.11.8) and Softcopy Presentation LUT (C.11.6) modules. All is
    said by what every program knows, windows of LINEAR function and tables: LINEAR_EXACT of centre c and
    width w is LINEAR of c + 0.5 and w + 1 (C.11.2.1.2.1, C.11.2.1.3.2); SIGMOID becomes a table over the
    modality values, over the stored values where the former are no integers, and only of pixels that are
    wider than a table is it named by VOI LUT Function.
    """
    image, view = request.image, request.view
    modality, voi = _modality_of_source(request), view.voi or default_voi(image)
    if isinstance(voi, Window) and voi.function is VoiFunction.SIGMOID and has_table(image):
        if not _gives_integers(modality):
            modality = Rescale()
        voi = _tabulated(voi, image, modality)
    _add_modality(state, modality, image.units or _UNSPECIFIED)
    state.SoftcopyVOILUTSequence = [_voi_item(voi)]
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


def _voi_item(voi: Voi) -> Dataset:
    if isinstance(voi, LookupTable):
        item = Dataset()
        item.VOILUTSequence = [_table_item(voi)]
        return item
    if voi.function is VoiFunction.LINEAR_EXACT:
        return _window_item(voi.centre + 0.5, voi.width + 1, voi.explanation)
    item = _window_item(voi.centre, voi.width, voi.explanation)
    if voi.function is VoiFunction.SIGMOID:
        item.VOILUTFunction = voi.function.value
    return item


def _window_item(centre: float, width: float, explanation: str) -> Dataset:
    item = Dataset()
    item.WindowCenter = format_number_as_ds(float(centre))
    item.WindowWidth = format_number_as_ds(float(width))
    if explanation:
        item.WindowCenterWidthExplanation = explanation[:64]
    return item


def _gives_integers(modality: Modality) -> bool:
    """Return whether modality values are few integers, so that a VOI LUT can be indexed by them."""
    if isinstance(modality, LookupTable):
        return True
    return abs(modality.slope) == 1 and float(modality.intercept).is_integer()


def _tabulated(window: Window, image: Image, modality: Modality) -> LookupTable:
    """Return a window as a table over the image's values once `modality` is applied to them."""
    stored = np.unique(image.pixels)
    inputs = modality_values(stored, modality)
    shown = voi_values(modality_values(stored, image.modality), window)
    first = int(inputs.min())
    entries = np.interp(np.arange(first, int(inputs.max()) + 1), *_ascending(inputs, shown))
    return LookupTable(
        first, np.rint(entries * _HIGHEST_ENTRY).astype(np.uint16), _LUT_BITS, window.explanation
    )


def _ascending(inputs: Values, outputs: Values) -> tuple[Values, Values]:
    """Return inputs in ascending order, each once, with their outputs."""
    once, places = np.unique(inputs, return_index=True)
    return once, outputs[places]


def _table_item(table: LookupTable) -> Dataset:
    """Return a table (C.11.1.1.1): its descriptor is SS where the first value mapped is negative."""
    item = Dataset()
    count = table.entries.size % _MOST_ENTRIES  # unsigned whatever the representation; 0 is 65,536
    vr = "SS" if table.first_mapped < 0 else "US"
    item.add_new("LUTDescriptor", vr, [count, table.first_mapped, table.bits])
    if table.explanation:
        item.LUTExplanation = table.explanation[:64]
    item.add_new("LUTData", "OW", table.entries.astype("<u2").tobytes())
    return item

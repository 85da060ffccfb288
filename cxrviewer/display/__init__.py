"""Images -> pixels on the screen: modality, VOI and presentation transforms, and sampling."""

from cxrviewer.display.histogram import Histogram, histogram
from cxrviewer.display.modality import modality_value, modality_values
from cxrviewer.display.pipeline import (
    apply_table,
    display_table,
    has_table,
    render_grey8,
    render_stored,
    render_unit,
)
from cxrviewer.display.presentation import is_inverted
from cxrviewer.display.sampling import FilmSampler
from cxrviewer.display.voi import full_range, voi_values
from cxrviewer.display.windows import auto_window, auto_windows, default_voi

__all__ = [
    "FilmSampler",
    "Histogram",
    "apply_table",
    "auto_window",
    "auto_windows",
    "default_voi",
    "display_table",
    "full_range",
    "has_table",
    "histogram",
    "is_inverted",
    "modality_value",
    "modality_values",
    "render_grey8",
    "render_stored",
    "render_unit",
    "voi_values",
]

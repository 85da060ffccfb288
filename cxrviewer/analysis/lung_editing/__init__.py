"""Edits of a lung mask: pure functions from labels to a `Patch` of new ones."""

from cxrviewer.analysis.lung_editing.filling import filled, largest_parts
from cxrviewer.analysis.lung_editing.patch import Labels, Patch
from cxrviewer.analysis.lung_editing.smoothing import smoothed, smoothed_along, smoothing_radius
from cxrviewer.analysis.lung_editing.strokes import erased, nearest_lung, painted

__all__ = [
    "Labels",
    "Patch",
    "erased",
    "filled",
    "largest_parts",
    "nearest_lung",
    "painted",
    "smoothed",
    "smoothed_along",
    "smoothing_radius",
]

"""The lungs of a CT slice that is only a picture: no Hounsfield units, any window, often cropped."""

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.ct.regions import Bits, closed, filled, opened, regions, with_convex_side

_SIDE = 320  # the longer side that the morphology's sizes are for
_SMALLEST = 0.012  # of the picture
_SMALLEST_OF_LARGEST = 0.12
_LEAK = 3
_PLEURA = 11
_COSTAL = 24


def dark_lungs(unit: npt.NDArray[np.float32]) -> Bits:
    """Find the dark regions inside the chest.

    The threshold is Otsu's (IEEE SMC 1979;9:62) of the smoothed picture; what is dark and reaches a corner of
    the picture is the air around the body.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense.

    Returns
    -------
    (rows, columns) uint8, 1 in the lungs, airways left out.
    """
    rows, columns = unit.shape
    scale = _SIDE / max(rows, columns)
    size = (max(8, round(columns * scale)), max(8, round(rows * scale)))
    small = cv2.resize(unit, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    found = _inside(_dark(np.asarray(small, np.float32)))
    shares = cv2.resize(found.astype(np.float32), (columns, rows), interpolation=cv2.INTER_LINEAR)
    return (shares > 0.5).astype(np.uint8)


def with_what_lies_in_it(lung: Bits, other: Bits, *, at_left: bool) -> Bits:
    """Return one lung with its vessels and with what lies at its pleura, without the other's.

    Parameters
    ----------
    lung, other
        (rows, columns) uint8: the dark part of this lung and of the other.
    at_left
        Whether this lung lies at the picture's left.
    """
    scale = max(lung.shape) / _SIDE
    smooth = filled(closed(lung, max(1, round(_PLEURA * scale))))
    smooth = with_convex_side(smooth, max(1, round(_COSTAL * scale)), at_left=at_left)
    return np.where(other > 0, lung, smooth).astype(np.uint8)


def _dark(unit: npt.NDArray[np.float32]) -> Bits:
    """Return what lies below Otsu's threshold."""
    grey = np.rint(cv2.GaussianBlur(unit, (0, 0), 1.2) * 255).astype(np.uint8)
    return np.asarray(cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1], np.uint8)


def _inside(dark: Bits) -> Bits:
    """Leave out the air around the body and what is too small for a lung."""
    inner = [region for region in regions(opened(dark, _LEAK)) if not _reaches_a_corner(region)]
    if not inner:
        return np.zeros_like(dark)
    smallest = max(_SMALLEST * dark.size, _SMALLEST_OF_LARGEST * float(inner[0].sum()))
    kept = np.zeros_like(dark)
    for region in inner:
        if region.sum() >= smallest:
            kept |= region
    return kept


def _reaches_a_corner(region: Bits) -> bool:
    """Tell whether the region holds a corner of the picture."""
    return bool(region[[0, 0, -1, -1], [0, -1, 0, -1]].any())

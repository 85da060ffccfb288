"""Whether there is anything to see: blank, burnt out or flat pictures."""

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.quality.checking import check
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.study import QualityCheck

SMALLEST_RANGE = 0.1
SMALLEST_LEVELS = 24
LARGEST_SATURATED = 0.7
_TOP = 65535
_GREYS = 256
_STEPS_OF_A_GREY = _TOP // (_GREYS - 1)

Counts = npt.NDArray[np.float32]


def grey_counts(unit: FloatMap) -> Counts:
    """Count the grey values of a picture, rounded to 16 bits: what all checks of the exposure look at.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense.

    Returns
    -------
    (65536,) float32: how many pixels have each value, from black to white.
    """
    greys = cv2.addWeighted(unit, _TOP, unit, 0, 0, dtype=cv2.CV_16U)  # times _TOP and rounded, in one go
    return np.asarray(cv2.calcHist([greys], [0], None, [_TOP + 1], [0, _TOP + 1]), np.float32).ravel()


def contrast(counts: Counts) -> QualityCheck:
    """Check that the picture is not blank: the distance of its 1st and 99th percentile.

    Parameters
    ----------
    counts
        From `grey_counts`.
    """
    reached = np.cumsum(counts, dtype=np.float64)
    low, high = np.searchsorted(reached, np.array([0.01, 0.99]) * reached[-1]) / _TOP
    spread = float(high - low)
    return check(
        "contrast",
        spread,
        f"The grey values span {spread:.0%} of the display range ({SMALLEST_RANGE:.0%} are needed).",
        refused=spread < SMALLEST_RANGE,
    )


def saturation(counts: Counts) -> QualityCheck:
    """Check how much of the picture is wholly black or wholly white; `counts` from `grey_counts`."""
    share = float((counts[0] + counts[-1]) / counts.sum(dtype=np.float64))
    return check(
        "saturation",
        share,
        f"{share:.0%} of the picture is wholly black or white (up to {LARGEST_SATURATED:.0%} is usable).",
        refused=share > LARGEST_SATURATED,
    )


def grey_levels(counts: Counts) -> QualityCheck:
    """Count the grey levels, of 256, that at least one pixel in 10,000 has: drawings have few."""
    of_each = np.add.reduceat(counts, np.arange(0, _TOP + 1, _STEPS_OF_A_GREY), dtype=np.float64)
    levels = int((of_each > of_each.sum() * 1e-4).sum())
    return check(
        "grey levels",
        levels,
        f"The picture has {levels} of {_GREYS} grey levels ({SMALLEST_LEVELS} are needed).",
        refused=levels < SMALLEST_LEVELS,
    )

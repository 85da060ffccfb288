"""Whether there is anything to see: blank, burnt out or flat pictures."""

import numpy as np

from cxrviewer.analysis.quality.checking import check
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.study import QualityCheck

SMALLEST_RANGE = 0.1
SMALLEST_LEVELS = 24
LARGEST_SATURATED = 0.7
_GREYS = 256


def contrast(unit: FloatMap) -> QualityCheck:
    """Check that the picture is not blank: the distance of its 1st and 99th percentile.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense.
    """
    low, high = np.percentile(unit, (1, 99))
    spread = float(high - low)
    return check(
        "contrast",
        spread,
        f"The grey values span {spread:.0%} of the display range ({SMALLEST_RANGE:.0%} are needed).",
        refused=spread < SMALLEST_RANGE,
    )


def saturation(unit: FloatMap) -> QualityCheck:
    """Check how much of the picture is wholly black or wholly white."""
    share = float(((unit <= 0) | (unit >= 1)).mean())
    return check(
        "saturation",
        share,
        f"{share:.0%} of the picture is wholly black or white (up to {LARGEST_SATURATED:.0%} is usable).",
        refused=share > LARGEST_SATURATED,
    )


def grey_levels(unit: FloatMap) -> QualityCheck:
    """Count the grey levels, of 256, that at least one pixel in 10,000 has: drawings have few."""
    counts = np.bincount((unit * (_GREYS - 1)).astype(np.uint8).ravel(), minlength=_GREYS)
    levels = int((counts > unit.size * 1e-4).sum())
    return check(
        "grey levels",
        levels,
        f"The picture has {levels} of {_GREYS} grey levels ({SMALLEST_LEVELS} are needed).",
        refused=levels < SMALLEST_LEVELS,
    )

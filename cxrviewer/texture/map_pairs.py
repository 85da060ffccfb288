"""The pairs of one angle over a film, and their sums in sliding windows."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.texture.cooccurrence import ANGLES_DEG, Levels, Mask

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows on a film: side, distance between neighbours, how many down and across; all fit into it."""

    side: int
    step: int
    shape: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Every pair of one angle, at the top left corner of the box around its two pixels.

    Attributes
    ----------
    first, second
        (rows - reach, columns - reach) uint8: levels of the two.
    inside
        Likewise, bool: whether both lie in the region.
    reach
        Rows and columns that a pair reaches down and right from that corner.
    """

    first: Levels
    second: Levels
    inside: Mask
    reach: tuple[int, int]


def pairs_at(levels: Levels, mask: Mask, angle_deg: int, distance: int) -> Pairs:
    """Pair the pixels of a film, (rows, columns) uint8 levels and bool region, at an angle and a distance."""
    down, right = (distance * step for step in ANGLES_DEG[angle_deg])
    rows, columns = levels.shape[0] - abs(down), levels.shape[1] - abs(right)

    def moved(top: int, left: int) -> tuple[slice, slice]:
        return slice(top, top + rows), slice(left, left + columns)

    here, there = moved(max(-down, 0), max(-right, 0)), moved(max(down, 0), max(right, 0))
    return Pairs(levels[here], levels[there], mask[here] & mask[there], (abs(down), abs(right)))


def box_sums(values: Floats | Levels, windows: Windows, reach: tuple[int, int]) -> Floats:
    """Sum values that stand at the corners of pairs over those pairs that lie wholly in each window."""
    integral = cv2.integral(values, sdepth=cv2.CV_64F).astype(np.float64, copy=False)
    height, width = windows.side - reach[0], windows.side - reach[1]
    (down, across), step = windows.shape, windows.step

    def corners(top: int, left: int) -> Floats:
        return integral[top:, left:][: (down - 1) * step + 1 : step, : (across - 1) * step + 1 : step]

    return corners(height, width) - corners(0, width) - corners(height, 0) + corners(0, 0)


def sums_of_differences(pairs: Pairs, of_difference: Floats, windows: Windows) -> Floats:
    """Sum a function of |i - j| over the pairs in each window.

    Parameters
    ----------
    pairs
        Of one angle.
    of_difference
        (256,) float64: the function at 0 to 255.
    windows
        Where.

    Returns
    -------
    (windows down, windows across) float64
    """
    values = of_difference[cv2.absdiff(pairs.first, pairs.second)]
    values *= pairs.inside
    return box_sums(values, windows, pairs.reach)

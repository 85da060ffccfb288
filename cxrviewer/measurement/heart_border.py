"""Where the heart ends and aerated lung begins, on one side of a straightened film."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.measurement.straightened import Floats, Picture

_BEND_COST = 0.004
_MEDIAN_ROWS = 7


@dataclass(frozen=True, slots=True)
class Border:
    """The heart's outermost point on one side.

    Attributes
    ----------
    x, y
        In pixel coordinates of the picture.
    step
        How much denser, in grey from 0 to 1, the heart's side of the border is on average over its length.
    """

    x: float
    y: float
    step: float


def heart_border(picture: Picture, rows: slice, columns: slice, width: int, reach: int) -> Border | None:
    """Find the heart's border that has the heart on its left and lung on its right.

    It is the path from the first row to the last along which the picture loses most density from left to
    right; found by dynamic programming (Sakoe & Chiba, IEEE Trans ASSP 1978; 26:43-49). Bands that are broad
    against vessels and ribs' edges are compared.

    Parameters
    ----------
    picture
        (rows, columns) float32 in [0, 1], bright = dense.
    rows, columns
        Where the border may lie.
    width
        Columns of each of the two bands that are compared.
    reach
        How many columns the path may go aside from row to row.

    Returns
    -------
    The outermost point of the path, single rows smoothed away; None if there is no room for a path.
    """
    if rows.stop - rows.start < _MEDIAN_ROWS or columns.stop - columns.start <= reach:
        return None
    steps = _density_steps(picture, width)[rows, columns]
    path = _best_path(steps, reach)
    smooth = _running_median(path)
    farthest = int(np.argmax(smooth))
    found = steps[np.arange(len(path)), path]
    return Border(columns.start + float(smooth[farthest]), rows.start + farthest + 0.5, float(found.mean()))


def _density_steps(picture: Picture, width: int) -> Floats:
    """Return mean density of the `width` columns left of each column's left edge less that of those right."""
    wide = cv2.copyMakeBorder(picture, 0, 0, width, width, cv2.BORDER_REPLICATE)
    sums = np.cumsum(np.pad(wide, ((0, 0), (1, 0))), axis=1, dtype=np.float64)
    columns = np.arange(picture.shape[1]) + width
    middle = sums[:, columns]
    return np.asarray((2 * middle - sums[:, columns - width] - sums[:, columns + width]) / width, np.float64)


def _best_path(gains: Floats, reach: int) -> npt.NDArray[np.intp]:
    """Return one column for each row so that the sum of gains less the cost of bends is highest."""
    rows, columns = gains.shape
    best, came_from = gains[0], np.zeros((rows, columns), np.intp)
    sideways = np.arange(-reach, reach + 1)
    costs = _BEND_COST * np.abs(sideways)[:, None]
    sources = np.arange(columns) + sideways[:, None]
    for row in range(1, rows):
        reached = np.pad(best, reach, constant_values=-np.inf)[sources + reach] - costs
        chosen = reached.argmax(axis=0)
        came_from[row] = np.arange(columns) + sideways[chosen]
        best = gains[row] + reached.max(axis=0)
    path = np.empty(rows, np.intp)
    path[-1] = best.argmax()
    for row in range(rows - 1, 0, -1):
        path[row - 1] = came_from[row, path[row]]
    return path


def _running_median(path: npt.NDArray[np.intp]) -> Floats:
    half = _MEDIAN_ROWS // 2
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(path, half, mode="edge"), _MEDIAN_ROWS)
    return np.asarray(np.median(windows, axis=1), np.float64)

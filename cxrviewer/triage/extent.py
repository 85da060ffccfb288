"""How much of the lungs a finding involves."""

from itertools import pairwise

import cv2
import numpy as np

from cxrviewer.study import Grey8, HeatMap
from cxrviewer.triage.case import STEPS

_DECIMALS = 6


def involved_shares(heatmap: HeatMap, labels: Grey8) -> tuple[float, ...]:
    """Return the shares of the lungs' area in which a heat map reaches each threshold.

    Parameters
    ----------
    heatmap
        Of the finding, on the absolute scale of the card.
    labels
        (rows, columns) uint8, 0 outside the lungs.

    Returns
    -------
    For the thresholds 1 / `STEPS` to 1 - 1 / `STEPS`, 0 to 1 each, to six decimals; empty without lungs below
    the map. Each pixel belongs to the cell of the grid that it lies in.
    """
    left, top, right, bottom = heatmap.extent
    grid_rows, grid_columns = heatmap.values.shape
    down = _edges(labels.shape[0], grid_rows, top, bottom)
    across = _edges(labels.shape[1], grid_columns, left, right)
    pixels = np.array(
        [[cv2.countNonZero(labels[first:last, start:stop]) for start, stop in across] for first, last in down]
    )
    known = np.isfinite(heatmap.values)
    total = int(pixels[known].sum())
    if total == 0:
        return ()
    steps = [int(pixels[known & (heatmap.values >= step / STEPS)].sum()) for step in range(1, STEPS)]
    return tuple(round(area / total, _DECIMALS) for area in steps)


def _edges(pixels: int, cells: int, start: float, stop: float) -> list[tuple[int, int]]:
    """Return the first pixel of each cell along one axis, by the middles of the pixels, and the one after."""
    place = np.floor((np.arange(pixels) + 0.5 - start) / (stop - start) * cells)
    return list(pairwise(np.searchsorted(place, np.arange(cells + 1)).tolist()))

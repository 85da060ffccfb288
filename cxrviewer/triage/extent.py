"""How much of the lungs a finding involves."""

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.study import Grey8, HeatMap
from cxrviewer.triage.case import STEPS

_DECIMALS = 6
_Weights = npt.NDArray[np.float32]


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
    down = _cells(labels.shape[0], grid_rows, top, bottom)
    across = _cells(labels.shape[1], grid_columns, left, right)
    x, y, width, height = cv2.boundingRect(labels)  # of the lungs: what lies around them counts nowhere
    lungs = (labels[y : y + height, x : x + width] > 0).astype(np.float32)
    pixels = down[:, y : y + height] @ lungs @ across[:, x : x + width].T
    known = np.isfinite(heatmap.values)
    total = float(pixels[known].sum())
    if total == 0:
        return ()
    steps = [float(pixels[known & (heatmap.values >= step / STEPS)].sum()) for step in range(1, STEPS)]
    return tuple(round(area / total, _DECIMALS) for area in steps)


def _cells(pixels: int, cells: int, start: float, stop: float) -> _Weights:
    """Return (cells, pixels) float32: 1 where the middle of a pixel lies in a cell along one axis."""
    place = np.floor((np.arange(pixels) + 0.5 - start) / (stop - start) * cells)
    inside: _Weights = np.equal.outer(np.arange(cells), place).astype(np.float32)
    return inside

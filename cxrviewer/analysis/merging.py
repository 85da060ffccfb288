"""One probabilistic map of a class from the Grad-CAMs of many patches (paper B, row B4)."""

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.patches import STEP, Centres
from cxrviewer.inference.preprocessing import FloatMap


def merge_maps(
    cams: FloatMap, probabilities: FloatMap, centres: Centres, side: int, shape: tuple[int, int]
) -> FloatMap:
    """Merge the maps of patches: sum of probability x map over the number of patches that cover a place.

    Parameters
    ----------
    cams
        (patches, classes, rows, columns) float32, each spread over its whole patch.
    probabilities
        (patches, classes) float32: the weights.
    centres
        (patches, 2) row and column, multiples of `STEP`, at least half a side from every edge.
    side
        Of a patch, a multiple of twice `STEP`.
    shape
        Rows and columns of the picture that the patches were cut from.

    Returns
    -------
    (classes, rows / STEP, columns / STEP) float32, rounded up
        NaN where no patch lies.
    """
    cells = side // STEP
    grid = tuple(-(-length // STEP) for length in shape)
    total = np.zeros((*grid, cams.shape[1]), np.float32)
    covered = np.zeros(grid, np.float32)
    for cam, weight, (row, column) in zip(cams, probabilities, (centres - side // 2) // STEP, strict=True):
        weighted = np.ascontiguousarray(np.moveaxis(cam * weight[:, None, None], 0, 2))
        place = slice(row, row + cells), slice(column, column + cells)
        spread = cv2.resize(weighted, (cells, cells), interpolation=cv2.INTER_LINEAR)
        total[place] += spread.reshape(cells, cells, -1)
        covered[place] += 1
    return np.moveaxis(_over(total, covered), 2, 0)


def _over(total: FloatMap, covered: FloatMap) -> FloatMap:
    """Divide (rows, columns, classes) by (rows, columns); NaN where that is 0."""
    counts: npt.NDArray[np.float32] = np.where(covered > 0, covered, np.nan).astype(np.float32)
    return np.asarray(total / counts[..., None], np.float32)

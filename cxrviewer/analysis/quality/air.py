"""Whether there is air in what the mask calls lungs: it is darker than the heart and the spine between."""

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.quality.checking import check
from cxrviewer.analysis.quality.geometry import SIDE, Bytes
from cxrviewer.inference.preprocessing import FloatMap, resampled
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, QualityCheck

SMALLEST_DIFFERENCE = 0.01

Bools = npt.NDArray[np.bool_]


def air(unit: FloatMap, labels: Bytes) -> QualityCheck:
    """Check that the lungs are darker than the heart and the spine between them.

    The value is the difference of the mean greys as a share of the film's range (1st to 99th percentile); it
    is 0 where nothing lies between the lungs.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense.
    labels
        (rows, columns) uint8: 0 background, 1 the patient's right lung, 2 the left.
    """
    grid = resampled(unit, SIDE, SIDE)
    small = np.asarray(cv2.resize(labels, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST), np.uint8)
    lungs, middle = small > 0, between(small)
    low, high = np.percentile(grid, (1, 99))
    found = bool(lungs.any() and middle.any() and high > low)
    difference = float((grid[middle].mean() - grid[lungs].mean()) / (high - low)) if found else 0.0
    sentence = (
        f"What was found as lungs is darker than what lies between by {difference:.0%} of the film's grey "
        f"range ({SMALLEST_DIFFERENCE:.0%} is needed)."
    )
    return check("air in the lungs", difference, sentence, refused=difference < SMALLEST_DIFFERENCE)


def between(labels: Bytes) -> Bools:
    """Return what lies between the lungs in each row that shows both, (rows, columns) bool."""
    right, left = labels == RIGHT_LUNG, labels == LEFT_LUNG
    columns = np.arange(labels.shape[1])
    end = labels.shape[1] - 1 - right[:, ::-1].argmax(axis=1)
    start = left.argmax(axis=1)
    both = right.any(axis=1) & left.any(axis=1)
    return np.asarray(both[:, None] & (columns > end[:, None]) & (columns < start[:, None]))

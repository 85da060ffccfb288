"""Which lung is which, where only both together are known."""

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG

Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.uint8]

_LEAST_SHARE = 0.1  # of the larger part, that the smaller one counts as a lung
_MIDDLE = (1 / 3, 2 / 3)  # of the parts' width, where two lungs that touch are cut


def tell_apart(lungs: Mask) -> Labels:
    """Label the two lungs of a mask that merges them.

    The two largest parts are the lungs, and the patient's right lung is the one at the left of the picture.
    One part that reaches over the middle of the picture is cut where it is thinnest in its middle third; one
    on a side of it is that side's lung.

    Parameters
    ----------
    lungs
        (rows, columns) bool, of a frontal film that is not mirrored, or a CT slice as it is usually shown.

    Returns
    -------
    (rows, columns) uint8
        0, `RIGHT_LUNG` or `LEFT_LUNG`.
    """
    count, parts, found, centres = cv2.connectedComponentsWithStats(lungs.astype(np.uint8), connectivity=4)
    if count == 1:
        return np.zeros(lungs.shape, np.uint8)
    areas = found[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    *_rest, second, first = np.argsort(areas, kind="stable")
    if areas[second] < _LEAST_SHARE * areas[first]:
        return _one_part(parts == first)
    right, left = sorted((first, second), key=lambda part: float(centres[part][0]))
    return np.where(parts == right, RIGHT_LUNG, np.where(parts == left, LEFT_LUNG, 0)).astype(np.uint8)


def _one_part(part: Mask) -> Labels:
    """Label a single part: cut in two where it reaches well over the middle, else one lung."""
    columns = part.shape[1]
    left, _top, width, _height = cv2.boundingRect(part.astype(np.uint8))
    start, stop = left + round(_MIDDLE[0] * width), left + round(_MIDDLE[1] * width)
    labels = np.zeros(part.shape, np.uint8)
    if not start < columns / 2 < stop:
        labels[part] = RIGHT_LUNG if left + width / 2 < columns / 2 else LEFT_LUNG
        return labels
    cut = start + int(part[:, start : stop + 1].sum(axis=0).argmin())
    labels[:, :cut], labels[:, cut:] = RIGHT_LUNG, LEFT_LUNG
    return np.where(part, labels, 0).astype(np.uint8)

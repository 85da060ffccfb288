"""Stages that look at where the lungs are."""

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.inference.preprocessing.placement import Box, FloatMap

Mask = npt.NDArray[np.bool_]


def lung_box(lungs: Mask, margin: float) -> Box:
    """Return the smallest box around the lungs, widened, but not beyond the film.

    Parameters
    ----------
    lungs
        (rows, columns) bool, with at least one pixel.
    margin
        By which each side of the box moves outwards, as a share of the box's larger side.
    """
    left, top, width, height = cv2.boundingRect(lungs.astype(np.uint8))
    reach = round(margin * max(width, height))
    first_row, first_column = max(0, top - reach), max(0, left - reach)
    last_row = min(lungs.shape[0], top + height + reach)
    last_column = min(lungs.shape[1], left + width + reach)
    return Box(first_row, first_column, last_row - first_row, last_column - first_column)


def only_lungs(picture: FloatMap, lungs: Mask, margin: float) -> FloatMap:
    """Give everything but the lungs and a rim around them the mean grey of what stays.

    Parameters
    ----------
    picture
        (rows, columns) float32.
    lungs
        (rows, columns) bool, with at least one pixel.
    margin
        Width of the rim as a share of the larger side of the box around the lungs.
    """
    _left, _top, width, height = cv2.boundingRect(lungs.astype(np.uint8))
    reach = round(margin * max(width, height))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    kept = cv2.dilate(lungs.astype(np.uint8), disc) > 0
    return np.where(kept, picture, picture[kept].mean(dtype=np.float64)).astype(np.float32)

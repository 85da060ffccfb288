"""Holes and islands of a lung mask."""

import cv2
import numpy as np

from cxrviewer.analysis.lung_editing.patch import Labels, Mask, Patch, box_of, grown, region_of
from cxrviewer.study import BACKGROUND, LEFT_LUNG, RIGHT_LUNG, Point

_STRAIGHT = 4  # neighbours through which the background hangs together


def filled(labels: Labels, point: Point, lung: int | None = None) -> Patch | None:
    """Fill what a point is in: of a lung all of its holes, of the background the enclosed part around it.

    Parameters
    ----------
    labels
        (rows, columns) uint8: 0 background, 1 right lung, 2 left lung.
    point
        x and y in pixel-edge coordinates.
    lung
        What to fill with; None takes the lung that encloses the part, or more of its rim than the other.

    Returns
    -------
    Patch or None
        None where the point lies outside the image or in background that reaches the image's edge.
    """
    column, row = int(point[0] // 1), int(point[1] // 1)
    if not (0 <= row < labels.shape[0] and 0 <= column < labels.shape[1]):
        return None
    there = int(labels[row, column])
    return _without_holes(labels, there) if there else _filled_part(labels, row, column, lung)


def _without_holes(labels: Labels, lung: int) -> Patch:
    """Fill the holes of one lung; what the other lung has of them stays its own."""
    box = box_of(region_of(labels, lung))
    edited = labels[box].copy()
    edited[_holes(region_of(edited, lung)) & (edited == BACKGROUND)] = lung
    return Patch(box, edited)


def _holes(region: Labels) -> Mask:
    """Return what lies in a region (0 or 1) and cannot be reached from its box's edge."""
    framed = cv2.copyMakeBorder(region, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    cv2.floodFill(framed, None, (0, 0), 1, flags=_STRAIGHT)
    holes: Mask = framed[1:-1, 1:-1] == 0
    return holes


def _filled_part(labels: Labels, row: int, column: int, lung: int | None) -> Patch | None:
    """Fill the part of the background that a pixel is in, if it is enclosed."""
    reached = np.zeros((labels.shape[0] + 2, labels.shape[1] + 2), np.uint8)
    flags = _STRAIGHT | cv2.FLOODFILL_MASK_ONLY | (1 << 8)
    _count, _labels, _reached, (left, top, width, height) = cv2.floodFill(
        labels.copy(), reached, (column, row), 0, flags=flags
    )
    rows, columns = labels.shape
    if left == 0 or top == 0 or left + width == columns or top + height == rows:
        return None
    box = grown((slice(top, top + height), slice(left, left + width)), 1, labels.shape)
    part = reached[1:-1, 1:-1][box]
    edited = labels[box].copy()
    edited[part > 0] = lung or _encloser(edited, part)
    return Patch(box, edited)


def _encloser(labels: Labels, part: Labels) -> int:
    """Return the lung that has the most pixels around a part."""
    rim = (cv2.dilate(part, np.ones((3, 3), np.uint8)) > 0) & (part == 0)
    counts = np.bincount(labels[rim], minlength=LEFT_LUNG + 1)
    return RIGHT_LUNG if counts[RIGHT_LUNG] >= counts[LEFT_LUNG] else LEFT_LUNG


def largest_parts(labels: Labels) -> Patch:
    """Keep the largest part of each lung; islands become background.

    Parameters
    ----------
    labels
        (rows, columns) uint8: 0 background, 1 right lung, 2 left lung.
    """
    box = box_of(labels)
    edited = labels[box].copy()
    for lung in (RIGHT_LUNG, LEFT_LUNG):
        _count, parts, statistics, _centres = cv2.connectedComponentsWithStats(
            region_of(edited, lung), connectivity=_STRAIGHT
        )
        sizes = statistics[1:, cv2.CC_STAT_AREA]
        if len(sizes) > 1:
            edited[(parts > 0) & (parts != 1 + int(sizes.argmax()))] = BACKGROUND
    return Patch(box, edited)

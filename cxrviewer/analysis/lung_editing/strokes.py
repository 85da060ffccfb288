"""Brush and eraser: a disc swept along a stroke, so that a fast hand leaves no gaps.

A pixel is under the stroke where its centre is no farther than the radius from the line through the stroke's
points; the pixel in row r and column c has its centre at x = c + 0.5, y = r + 0.5.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.lung_editing.patch import Box, Labels, Mask, Patch
from cxrviewer.study import BACKGROUND, LEFT_LUNG, RIGHT_LUNG, Point

Floats = npt.NDArray[np.float64]

_COARSE = 8


def painted(labels: Labels, points: Sequence[Point], radius: float, lung: int) -> Patch:
    """Paint a lung along a stroke.

    Parameters
    ----------
    labels
        (rows, columns) uint8: 0 background, 1 right lung, 2 left lung.
    points
        x and y in pixel-edge coordinates, at least one; they may lie outside the image.
    radius
        Of the brush, in pixels.
    lung
        `RIGHT_LUNG` or `LEFT_LUNG`; it takes the place of whatever is under the stroke.

    Raises
    ------
    ValueError
        If there is no point, the radius is not positive or the lung is none.
    """
    if lung not in {RIGHT_LUNG, LEFT_LUNG}:
        raise ValueError(f"no lung has the label {lung}")
    box, under = swept(points, radius, labels.shape)
    edited = labels[box].copy()
    edited[under] = lung
    return Patch(box, edited)


def erased(labels: Labels, points: Sequence[Point], radius: float, lung: int | None = None) -> Patch:
    """Take away along a stroke.

    Parameters
    ----------
    labels, points, radius
        As in `painted`.
    lung
        The only one that is taken away; both where it is None.

    Raises
    ------
    ValueError
        If there is no point or the radius is not positive.
    """
    box, under = swept(points, radius, labels.shape)
    edited = labels[box].copy()
    edited[under if lung is None else under & (edited == lung)] = BACKGROUND
    return Patch(box, edited)


def swept(points: Sequence[Point], radius: float, shape: tuple[int, ...]) -> tuple[Box, Mask]:
    """Return the box that a stroke touches of an image of (rows, columns), and the pixels under it therein.

    Raises
    ------
    ValueError
        If there is no point or the radius is not positive.
    """
    if not points or not radius > 0:
        raise ValueError("a stroke needs a point and a radius above 0")
    rows, columns = (
        _within(min(values) - radius, max(values) + radius, size)
        for values, size in zip(([y for _x, y in points], [x for x, _y in points]), shape, strict=True)
    )
    under = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.bool_)
    x, y = _centres(columns), _centres(rows)
    for start, end in pairwise(points) if len(points) > 1 else [(points[0], points[0])]:
        left, right = _borders(start, end, radius, y)
        under |= (x >= left[:, None]) & (x <= right[:, None])
    return (rows, columns), under


def nearest_lung(labels: Labels, point: Point) -> int:
    """Return the lung under a point, else the one that is nearest to it.

    A lung that is not there yet is begun on the other half of the film than the one that is; without any, the
    right lung is begun on the left half, where it lies on a frontal film.

    Parameters
    ----------
    labels
        (rows, columns) uint8: 0 background, 1 right lung, 2 left lung.
    point
        x and y in pixel-edge coordinates; may lie outside the image.
    """
    x, y = point
    rows, columns = labels.shape
    if 0 <= y < rows and 0 <= x < columns and labels[int(y), int(x)] != BACKGROUND:
        return int(labels[int(y), int(x)])
    coarse = labels[::_COARSE, ::_COARSE]
    there = np.argwhere(coarse)
    found = coarse[tuple(there.T)]
    if len(set(found.tolist())) > 1:
        return int(found[np.square(there * _COARSE - (y, x)).sum(axis=1).argmin()])
    middle = columns / 2
    if not len(found):
        return RIGHT_LUNG if x < middle else LEFT_LUNG
    same_side = (x < middle) == (there[:, 1].mean() * _COARSE < middle)
    return int(found[0]) if same_side else RIGHT_LUNG + LEFT_LUNG - int(found[0])


def _within(lowest: float, highest: float, size: int) -> slice:
    """Return the pixels between two edges of an image's side; none where they lie beside it."""
    start = min(max(math.floor(lowest), 0), size)
    return slice(start, max(start, min(math.ceil(highest), size)))


def _centres(side: slice) -> Floats:
    return np.arange(side.start, side.stop) + 0.5


def _borders(start: Point, end: Point, radius: float, y: Floats) -> tuple[Floats, Floats]:
    """Return the left and right border of a swept disc at each height; not a number where it is not.

    The swept disc is convex, so that it covers one interval of each row. Its border at y belongs to the disc
    whose centre is where the border's normal meets the line; beyond the ends that is the disc at the end.
    """
    (x0, y0), (x1, y1) = sorted((start, end), key=lambda point: (point[1], point[0]))
    length = math.hypot(x1 - x0, y1 - y0)
    lean = radius * (x1 - x0) / length if length else 0.0
    borders = []
    for side, at_level in ((-1, x0), (1, x1)):
        centre_y = np.clip(y + side * lean, y0, y1)
        along = (centre_y - y0) / (y1 - y0) if y1 > y0 else np.zeros_like(y)
        centre_x = x0 + along * (x1 - x0) if y1 > y0 else np.full_like(y, at_level)
        room = radius**2 - np.square(y - centre_y)
        borders.append(centre_x + side * np.sqrt(np.where(room >= 0, room, np.nan)))
    return borders[0], borders[1]

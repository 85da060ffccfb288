"""Smoother outlines: opening, then closing of each lung by a disc (Serra 1982), the lungs kept apart.

Erosion and dilation by a disc are thresholds on the exact Euclidean distance, so their time does not grow
with the radius. Beyond the image's edge it goes on as at the edge: a lung that the film cuts off stays so.
"""

import math
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.lung_editing.patch import (
    Box,
    Labels,
    Mask,
    Patch,
    box_of,
    grown,
    region_of,
)
from cxrviewer.analysis.lung_editing.strokes import swept
from cxrviewer.study import BACKGROUND, LEFT_LUNG, RIGHT_LUNG, Point

SHARE_OF_SIDE = 0.004
SMALLEST_RADIUS = 2.0


def smoothing_radius(shape: tuple[int, ...]) -> float:
    """Return the radius that suits an image of (rows, columns): 17 pixels on 4280, at least 2."""
    return max(SMALLEST_RADIUS, round(SHARE_OF_SIDE * max(shape)))


def smoothed(labels: Labels, radius: float) -> Patch:
    """Smooth both lungs.

    What is thinner than the disc goes, notches and holes that are narrower are filled. A pixel of one lung is
    never given to the other, and what both would take stays background.

    Parameters
    ----------
    labels
        (rows, columns) uint8: 0 background, 1 right lung, 2 left lung.
    radius
        Of the disc, in pixels.

    Raises
    ------
    ValueError
        If the radius is not positive.
    """
    box = box_of(labels, math.ceil(radius))
    return Patch(box, _smoothed(labels, box, radius))


def smoothed_along(labels: Labels, points: Sequence[Point], brush: float, radius: float) -> Patch:
    """Smooth what is under a stroke, as `smoothed` does.

    Parameters
    ----------
    labels, radius
        As in `smoothed`.
    points, brush
        The stroke and the radius of the brush, as in `painted`.

    Raises
    ------
    ValueError
        If there is no point or a radius is not positive.
    """
    box, under = swept(points, brush, labels.shape)
    return Patch(box, np.where(under, _smoothed(labels, box, radius), labels[box]))


def _reach(radius: float) -> int:
    """Return from how far a pixel's new label can depend on others: four steps of one radius each.

    Raises
    ------
    ValueError
        If the radius is not positive.
    """
    if not radius > 0:
        raise ValueError("smoothing needs a radius above 0")
    return math.ceil(4 * radius) + 1


def _smoothed(labels: Labels, box: Box, radius: float) -> Labels:
    """Return a box of the labels after smoothing."""
    reach = _reach(radius)
    around = _with_frame(labels, box, reach)
    wanted = {lung: _smooth_region(around, lung, radius) for lung in (RIGHT_LUNG, LEFT_LUNG)}
    free = (around == BACKGROUND) & ~(wanted[RIGHT_LUNG] & wanted[LEFT_LUNG])
    edited = np.zeros_like(around)
    for lung, region in wanted.items():
        edited[region & (free | (around == lung))] = lung
    return edited[reach:-reach, reach:-reach]


def _with_frame(labels: Labels, box: Box, width: int) -> Labels:
    """Return a box and so much around it; beyond the image's edge it goes on as at the edge."""
    wide = grown(box, width, labels.shape)
    missing = [
        (outer.start - inner.start + width, inner.stop + width - outer.stop)
        for inner, outer in zip(box, wide, strict=True)
    ]
    return np.pad(labels[wide], missing, mode="edge")


def _smooth_region(labels: Labels, lung: int, radius: float) -> Mask:
    """Return where a lung is after opening and closing, whatever else is there.

    What is nearer than the reach to an edge of the labels may be wrong.
    """
    region = np.zeros(labels.shape, np.bool_)
    here = region_of(labels, lung)
    if here.any():
        box = box_of(here, _reach(radius))
        opened = _dilated(_eroded(here[box], radius), radius)
        region[box] = _eroded(_dilated(opened, radius), radius) > 0
    return region


def _eroded(region: Labels, radius: float) -> Labels:
    """Return the pixels (0 or 1) from which everything outside is farther than the radius."""
    return (_distance(region) > radius).view(np.uint8)


def _dilated(region: Labels, radius: float) -> Labels:
    """Return the pixels (0 or 1) that the region is no farther from than the radius."""
    return (_distance((region == 0).view(np.uint8)) <= radius).view(np.uint8)


def _distance(region: Labels) -> npt.NDArray[np.float32]:
    """Return the distance of each pixel's centre from the nearest that is 0; infinite where none is."""
    if region.all():
        return np.full(region.shape, np.inf, np.float32)
    return np.asarray(cv2.distanceTransform(region, cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)

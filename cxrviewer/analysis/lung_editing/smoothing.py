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
    reach = _reach(radius)
    box = box_of(labels, reach)
    return Patch(box, _smoothed(labels[box], radius))


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
    around = grown(box, _reach(radius), labels.shape)
    rows, columns = (
        slice(inner.start - outer.start, inner.stop - outer.start)
        for inner, outer in zip(box, around, strict=True)
    )
    smooth = _smoothed(labels[around], radius)[rows, columns]
    return Patch(box, np.where(under, smooth, labels[box]))


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


def _smoothed(labels: Labels, radius: float) -> Labels:
    """Smooth both lungs of a box; what lies beyond is as at its edge."""
    wanted = {lung: _smooth_region(labels, lung, radius) for lung in (RIGHT_LUNG, LEFT_LUNG)}
    free = (labels == BACKGROUND) & ~(wanted[RIGHT_LUNG] & wanted[LEFT_LUNG])
    edited = np.zeros_like(labels)
    for lung, region in wanted.items():
        edited[region & (free | (labels == lung))] = lung
    return edited


def _smooth_region(labels: Labels, lung: int, radius: float) -> Mask:
    """Return where a lung is after opening and closing, whatever else is there."""
    reach = _reach(radius)
    region = np.zeros(labels.shape, np.bool_)
    here = region_of(labels, lung)
    if not here.any():
        return region
    box = box_of(here, reach)
    framed = np.pad(here[box], reach, mode="edge")
    opened = _dilated(_eroded(framed, radius), radius)
    closed = _eroded(_dilated(opened, radius), radius)
    region[box] = closed[reach:-reach, reach:-reach] > 0
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

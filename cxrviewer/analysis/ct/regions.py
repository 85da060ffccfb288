"""Connected regions of a mask and their morphology; every mask is (rows, columns) uint8 of 0 and 1."""

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.uint8]


def disc(radius: int) -> Bits:
    """Return a disc of 2 * radius + 1 pixels across."""
    side = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def regions(mask: Bits) -> Iterator[Bits]:
    """Yield each 4-connected region, the largest first."""
    count, parts, statistics, _centres = cv2.connectedComponentsWithStats(mask, connectivity=4)
    sizes = statistics[:, cv2.CC_STAT_AREA]
    for number in sorted(range(1, count), key=lambda part: -int(sizes[part])):
        yield (parts == number).astype(np.uint8)


def largest_region(mask: Bits) -> Bits:
    """Return the largest region alone; nothing of an empty mask."""
    return next(regions(mask), np.zeros_like(mask))


def filled(mask: Bits) -> Bits:
    """Return the mask with its holes."""
    outlines, _tree = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(np.zeros_like(mask), outlines, -1, 1, cv2.FILLED), np.uint8)


def opened(mask: Bits, radius: int) -> Bits:
    """Take away what is narrower than twice the radius."""
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, disc(radius)), np.uint8)


def closed(mask: Bits, radius: int) -> Bits:
    """Close gaps and notches narrower than twice the radius; the picture's border counts as background."""
    margin = radius + 1
    wide = np.pad(mask, margin)
    wide = np.asarray(cv2.morphologyEx(wide, cv2.MORPH_CLOSE, disc(radius)), np.uint8)
    return np.ascontiguousarray(wide[margin:-margin, margin:-margin], np.uint8)


def with_convex_side(mask: Bits, depth: int, *, at_left: bool) -> Bits:
    """Fill notches in a region's left or right border, which is convex as the ribs' side of a lung is.

    Parameters
    ----------
    mask
        The region.
    depth
        Pixels from the region that may be filled.
    at_left
        Whether the convex side is at the picture's left.
    """
    if not mask.any():
        return mask
    hull = cv2.fillConvexPoly(np.zeros_like(mask), cv2.convexHull(cv2.findNonZero(mask)), 1) > 0
    columns = np.arange(mask.shape[1])
    outermost = mask.argmax(axis=1) if at_left else mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1)
    beyond = columns < outermost[:, None] if at_left else columns > outermost[:, None]
    near = np.asarray(cv2.distanceTransform(1 - mask, cv2.DIST_L2, 5)) <= depth
    rows = np.asarray(mask.any(axis=1))[:, None]
    added = (hull & beyond & near & rows).astype(np.uint8)
    return filled(mask | opened(mask | added, 1))


def parted(mask: Bits, smallest_share: float = 0.2) -> list[Bits]:
    """Part a region where it is thinnest, if that leaves two of some size; else return it whole.

    It is eroded until it falls apart; every pixel then goes to the nearer of the two cores.

    Parameters
    ----------
    mask
        One region.
    smallest_share
        Of the region's size at that erosion, which the smaller core must have.
    """
    depth = cv2.distanceTransform(np.pad(mask, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    for level in np.arange(1.0, float(depth.max()), 1.0):
        core = (depth > level).astype(np.uint8)
        cores = [region for region in regions(core) if region.sum() >= smallest_share * core.sum()]
        if len(cores) >= 2:
            return _nearer(mask, cores[0], cores[1])
    return [mask]


def _nearer(mask: Bits, first: Bits, second: Bits) -> list[Bits]:
    """Give every pixel to the nearer core."""
    to_first, to_second = (cv2.distanceTransform(1 - core, cv2.DIST_L2, 5) for core in (first, second))
    nearer = np.asarray(to_first) <= np.asarray(to_second)
    return [mask * nearer.astype(np.uint8), mask * (~nearer).astype(np.uint8)]

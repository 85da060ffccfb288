"""The area of a polygon by the even-odd rule, also of one that crosses itself."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_LARGEST = 1_000_000
_ROUNDS = 32


class TooIntricateError(ValueError):
    """The polygon crosses itself too often for its area to be computed exactly."""


@dataclass(frozen=True, slots=True)
class EvenOddArea:
    """An area in pixels and whether its outline crosses itself."""

    value: float
    crosses_itself: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """The pieces of all edges in all slabs, slab by slab and in each from top to bottom.

    Attributes
    ----------
    slab
        (n,) indices of the slab in which a piece lies.
    left, right
        (n,) y where a piece enters and leaves its slab.
    """

    slab: npt.NDArray[np.intp]
    left: Floats
    right: Floats


def even_odd_area(corners: Floats) -> EvenOddArea:
    """Return the area of the points from which a ray crosses the outline an odd number of times.

    The plane is cut into upright slabs at every corner and, once found, at every place where edges cross. In
    a slab the pieces of edges then do not cross, every second gap between them is inside, and each gap is a
    trapezium; their sum is exact.

    Parameters
    ----------
    corners
        (n, 2) float64 x and y of a closed polygon.

    Raises
    ------
    TooIntricateError
        If it crosses itself in too many places.
    """
    centred = corners - corners.mean(axis=0)
    cuts = np.unique(centred[:, 0])
    crosses_itself = False
    for _ in range(_ROUNDS):
        pieces = _cut(centred, cuts)
        found = _crossings(pieces, cuts)
        if not found.size:
            return EvenOddArea(_area(pieces, cuts), crosses_itself)
        crosses_itself = True
        cuts = np.unique(np.concatenate([cuts, found]))
    raise TooIntricateError


def _cut(corners: Floats, cuts: Floats) -> _Pieces:
    """Cut all edges that are not upright into pieces at `cuts`."""
    ends = np.roll(corners, -1, axis=0)
    is_rightward = (corners[:, 0] <= ends[:, 0])[:, None]
    left, right = np.where(is_rightward, corners, ends), np.where(is_rightward, ends, corners)
    starts, stops = (np.searchsorted(cuts, end[:, 0]) for end in (left, right))
    counts = stops - starts
    if counts.sum() > _LARGEST:
        raise TooIntricateError
    edge = np.repeat(np.arange(len(counts)), counts)
    slab = starts[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    (x0, y0), (run, rise) = left[edge].T, (right - left)[edge].T
    enter, leave = (y0 + rise * ((cuts[at] - x0) / run) for at in (slab, slab + 1))
    order = np.lexsort((enter + leave, slab))
    return _Pieces(slab[order], enter[order], leave[order])


def _crossings(pieces: _Pieces, cuts: Floats) -> Floats:
    """Return x of the places between two cuts where a piece crosses the next one below it."""
    tolerance = 1e-9 * (1 + np.abs(cuts).max() + np.abs(pieces.left).max(initial=0))
    enter, leave = np.diff(pieces.left), np.diff(pieces.right)
    is_crossed = (np.minimum(enter, leave) < -tolerance) & (np.diff(pieces.slab) == 0)
    enter, leave, slab = enter[is_crossed], leave[is_crossed], pieces.slab[:-1][is_crossed]
    x = cuts[slab] + (cuts[slab + 1] - cuts[slab]) * enter / (enter - leave)
    inner: Floats = x[(x > cuts[slab]) & (x < cuts[slab + 1])]
    return inner


def _area(pieces: _Pieces, cuts: Floats) -> float:
    """Add up every second gap: heights halfway through the slabs, lower minus upper, times widths."""
    height = (pieces.left + pieces.right) / 2
    signs = np.where(np.arange(height.size) % 2, 1.0, -1.0)  # each slab holds an even number of pieces
    return float((signs * height * np.diff(cuts)[pieces.slab]).sum())

"""The masked co-occurrence matrix: a pair counts only where both of its pixels lie in the region."""

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.errors import CxrviewerError
from cxrviewer.study import TextureSettings
from cxrviewer.texture.conventions import CONVENTIONS

Levels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Box = tuple[slice, slice]
_Coded = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]

ANGLES_DEG = {0: (0, 1), 45: (-1, 1), 90: (-1, 0), 135: (-1, -1)}
"""Angle -> step of one pixel (rows, columns) from the first of a pair to the second; 45 is up and right."""

_BAND_ROWS = 256
_QUANTISED_ROWS = 16
_GAP_COLUMNS = 64
_EXACT_FLOAT32 = 1 << 24


class TextureError(CxrviewerError, ValueError):
    """Texture was asked for in a way that cannot be measured."""


def check_settings(settings: TextureSettings) -> None:
    """Refuse settings that no matrix can be made with.

    Raises
    ------
    TextureError
        If levels are not 2 to 256, the distance is below 1, the angles are none, repeated or not among
        0, 45, 90 and 135, or the convention is unknown.
    """
    angles = settings.angles_deg
    if not 2 <= settings.levels <= 256:
        raise TextureError(f"texture needs 2 to 256 grey levels, not {settings.levels}")
    if settings.distance < 1:
        raise TextureError(f"texture needs a distance of at least 1 pixel, not {settings.distance}")
    if not angles or len(set(angles)) != len(angles) or not ANGLES_DEG.keys() >= set(angles):
        raise TextureError(f"texture knows the angles 0, 45, 90 and 135 degrees, once each, not {angles}")
    if settings.convention not in CONVENTIONS:
        known = " and ".join(CONVENTIONS)
        raise TextureError(f"texture knows the conventions {known}, not {settings.convention!r}")


def quantise(unit: npt.NDArray[np.float32], levels: int) -> Levels:
    """Divide [0, 1] into equal steps.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1]: the film as it is displayed.
    levels
        2 to 256.

    Returns
    -------
    (rows, columns) uint8, 0 to `levels` - 1: ``floor(unit * levels)``, and the top level for 1.0.

    Raises
    ------
    TextureError
        If a value lies outside [0, 1] or is not a number, or the levels are not 2 to 256.
    """
    check_settings(TextureSettings(levels=levels))
    levels_image = np.empty(unit.shape, np.uint8)
    for top in range(0, len(unit), _QUANTISED_ROWS):  # so few at a time that they stay in the cache
        rows = slice(top, top + _QUANTISED_ROWS)
        levels_image[rows] = _quantised(unit[rows], levels)
    return levels_image


def _quantised(unit: npt.NDArray[np.float32], levels: int) -> Levels:
    if unit.size and not (unit.min() >= 0 and unit.max() <= 1):
        raise TextureError("texture is measured on grey values from 0 to 1; this picture has others")
    scaled = unit * np.float32(levels)
    np.minimum(scaled, np.float32(levels - 1), out=scaled)
    return scaled.astype(np.uint8)


def glcm(levels_image: Levels, mask: Mask, settings: TextureSettings) -> Counts:
    """Count the pairs of grey levels inside a region (Haralick 1973, section II).

    A pair of which either pixel lies outside the mask, or beyond the picture, does not count.

    Parameters
    ----------
    levels_image
        (rows, columns) uint8, below `settings.levels` wherever the mask is set.
    mask
        (rows, columns) bool: the region.
    settings
        Levels, distance (chessboard: of a diagonal pair both in rows and in columns), angles, symmetry.

    Returns
    -------
    (angles, levels, levels) int64 counts, [angle, level of the first pixel, level of the second]; with
    `settings.symmetric` every pair is counted in both directions.

    Raises
    ------
    TextureError
        For invalid settings, a mask of another shape, or a level that the settings do not have.
    """
    _check(levels_image, mask, settings)
    box = bounding_box(mask)
    coded = _coded(levels_image[box], mask[box], settings)
    return _symmetrised(_counts(coded, coded, settings), settings)


def pairs_between(levels_image: Levels, one: Mask, other: Mask, settings: TextureSettings) -> Counts:
    """Count the pairs that have one pixel in each of two disjoint regions.

    The matrix of the union of both regions is the sum of their own and this one. Parameters, result and
    errors are those of `glcm`.
    """
    _check(levels_image, one, settings)
    _check(levels_image, other, settings)
    box = _overlap(bounding_box(one), bounding_box(other), settings.distance)
    picture = levels_image[box]
    here, there = _coded(picture, one[box], settings), _coded(picture, other[box], settings)
    return _symmetrised(_counts(here, there, settings) + _counts(there, here, settings), settings)


def is_finer(one: TextureSettings, other: TextureSettings) -> bool:
    """Tell whether the other's matrices are sums of the one's: of twice as many levels, or four times.

    Of such levels the same pixels make one, to the last bit: a power of two only moves the binary point.
    """
    ratio, rest = divmod(one.levels, other.levels)
    alike = (one.distance, one.angles_deg, one.symmetric) == (
        other.distance,
        other.angles_deg,
        other.symmetric,
    )
    return alike and rest == 0 and ratio.bit_count() == 1


def coarser(counts: Counts, levels: int) -> Counts:
    """Return the matrix of fewer grey levels, (angles, levels, levels); see `is_finer`."""
    angles, step = len(counts), counts.shape[1] // levels
    return np.asarray(counts.reshape(angles, levels, step, levels, step).sum(axis=(2, 4)), np.int64)


def normalise(counts: Counts) -> npt.NDArray[np.float64]:
    """Turn counts into probabilities per angle, leaving out the angles that have no pair at all.

    Parameters
    ----------
    counts
        (angles, levels, levels) int64.

    Returns
    -------
    (angles with pairs, levels, levels) float64; each matrix sums to 1.

    Raises
    ------
    TextureError
        If no angle has a pair.
    """
    totals = counts.sum(axis=(1, 2))
    counted = totals > 0
    if not counted.any():
        raise TextureError("the region holds no pair of pixels to measure texture on")
    probabilities: npt.NDArray[np.float64] = counts[counted] / totals[counted, None, None]
    return probabilities


def require_same_shape(picture: npt.NDArray[np.generic], mask: npt.NDArray[np.generic]) -> None:
    """Refuse a mask that is not in the picture's geometry.

    Raises
    ------
    TextureError
        If the shapes differ or are not (rows, columns).
    """
    if picture.ndim != 2 or picture.shape != mask.shape:
        raise TextureError(f"the mask's shape {mask.shape} is not the picture's {picture.shape}")


def bounding_box(mask: Mask | Levels) -> Box:
    """Return the smallest box around the non-zero values, (rows, columns); empty if there are none."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _check(levels_image: Levels, mask: Mask, settings: TextureSettings) -> None:
    check_settings(settings)
    require_same_shape(levels_image, mask)
    if mask.dtype != np.bool_ or levels_image.dtype != np.uint8:
        raise TextureError(
            f"expected uint8 levels and a bool mask, not {levels_image.dtype} and {mask.dtype}"
        )


def _overlap(one: Box, other: Box, distance: int) -> Box:
    """Return the box in which pixels of the one can lie within `distance` of pixels of the other."""
    sides = [
        slice(max(a.start, b.start, distance) - distance, max(min(a.stop, b.stop) + distance, 0))
        for a, b in zip(one, other, strict=True)
    ]
    return sides[0], sides[1]


def _coded(picture: Levels, mask: Mask, settings: TextureSettings) -> _Coded:
    """Return the levels with `settings.levels` itself as the background, and a border of it all around."""
    rows, columns = picture.shape
    border, background = settings.distance, settings.levels
    if picture.max(initial=0) >= background and np.any((picture >= background) & mask):
        raise TextureError(f"the picture has grey levels outside 0 to {background - 1} in the region")
    kind = np.uint8 if background < 256 else np.uint16
    coded = np.full((rows + 2 * border, columns + 2 * border), background, kind)
    if picture.size:
        inside = coded[border : border + rows, border : border + columns]
        cv2.copyTo(picture.astype(kind, copy=False), mask.view(np.uint8), inside)
    return coded


def _boxes(coded: _Coded, settings: TextureSettings) -> Iterator[Box]:
    """Yield disjoint boxes inside the border that hold every pixel of the region and little else.

    Each is small enough for the histogram's float32 to count it exactly.
    """
    border = settings.distance
    rows, columns = (size - 2 * border for size in coded.shape)
    step = max(1, min(_BAND_ROWS, _EXACT_FLOAT32 // max(columns, 1)))
    for top in range(border, border + rows, step):
        band = slice(top, min(top + step, border + rows))
        occupied = coded[band].min(axis=0) < settings.levels
        for start, stop in _runs(occupied):
            yield band, slice(start, stop)


def _runs(occupied: Mask) -> npt.NDArray[np.intp]:
    """Return (n, 2) starts and stops of the runs of set values; runs with a small gap count as one."""
    places = np.flatnonzero(occupied)
    if not places.size:
        return np.empty((0, 2), np.intp)
    ends = np.flatnonzero(np.diff(places) > _GAP_COLUMNS)
    return np.stack([places[np.r_[0, ends + 1]], places[np.r_[ends, -1]] + 1], axis=1)


def _counts(first: _Coded, second: _Coded, settings: TextureSettings) -> Counts:
    """Count pairs from `first` to `second`, per angle; the background is out of the histogram's range."""
    levels, distance = settings.levels, settings.distance
    total = np.zeros((len(settings.angles_deg), levels, levels), np.int64)
    for rows, columns in _boxes(first, settings):
        for index, angle in enumerate(settings.angles_deg):
            down, right = (distance * step for step in ANGLES_DEG[angle])
            moved = second[rows.start + down : rows.stop + down, columns.start + right : columns.stop + right]
            pair = [first[rows, columns], moved]
            found = cv2.calcHist(pair, [0, 1], None, [levels, levels], [0, levels, 0, levels])
            total[index] += found.astype(np.int64)
    return total


def _symmetrised(counts: Counts, settings: TextureSettings) -> Counts:
    return counts + counts.transpose(0, 2, 1) if settings.symmetric else counts

"""The masked co-occurrence matrix: a pair counts only where both of its pixels lie in the region."""

from collections.abc import Sequence

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

_QUANTISED_ROWS = 32
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
    for top in range(0, len(unit) if unit.size else 0, _QUANTISED_ROWS):  # so few that they stay in the cache
        rows = slice(top, top + _QUANTISED_ROWS)
        if not (unit[rows].min() >= 0 and unit[rows].max() <= 1):
            raise TextureError("texture is measured on grey values from 0 to 1; this picture has others")
        scaled = unit[rows] * np.float32(levels)
        levels_image[rows] = cv2.threshold(scaled, levels - 1, 0, cv2.THRESH_TRUNC, scaled)[1]
    return levels_image


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
    if mask.dtype != np.bool_:
        raise TextureError(f"expected a bool mask, not {mask.dtype}")
    require_same_shape(levels_image, mask)
    box = bounding_box(mask)
    return glcm_of_labels(levels_image[box], mask[box].view(np.uint8), [1], settings)[:, 0, :, 0]


def glcm_of_labels(
    levels_image: Levels, labels: Levels, values: Sequence[int], settings: TextureSettings
) -> Counts:
    """Count the pairs of grey levels inside and between several regions, in one go.

    The matrix of the union of regions is the sum of their own and those between them.

    Parameters
    ----------
    levels_image, settings
        As for `glcm`.
    labels
        (rows, columns) uint8: which region each pixel lies in.
    values
        The label of each region; pixels of other labels lie in none.

    Returns
    -------
    (angles, regions, levels, regions, levels) int64 counts, [angle, region and level of the first pixel,
    region and level of the second].

    Raises
    ------
    TextureError
        As for `glcm`.
    """
    _check(levels_image, labels, settings)
    regions, levels = len(values), settings.levels
    counts = np.zeros((len(settings.angles_deg), regions * levels, regions * levels), np.int64)
    if levels_image.size:
        _count(_coded(levels_image, labels, values, settings), settings, counts)
    if settings.symmetric:
        counts = counts + counts.transpose(0, 2, 1)
    return counts.reshape(-1, regions, levels, regions, levels)


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
    left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    return slice(top, top + height), slice(left, left + width)


def _check(levels_image: Levels, labels: Levels, settings: TextureSettings) -> None:
    check_settings(settings)
    require_same_shape(levels_image, labels)
    if {levels_image.dtype, labels.dtype} != {np.dtype(np.uint8)}:
        raise TextureError(f"expected uint8 levels and labels, not {levels_image.dtype} and {labels.dtype}")


def _coded(picture: Levels, labels: Levels, values: Sequence[int], settings: TextureSettings) -> _Coded:
    """Return codes: the levels of the first region, from there on those of the next; the rest is background.

    Its codes, and those of a border all around, are ``regions * levels`` or more.
    """
    (rows, columns), border, levels = picture.shape, settings.distance, settings.levels
    if picture.max() >= levels and np.any((picture >= levels) & np.isin(labels, values)):
        raise TextureError(f"the picture has grey levels outside 0 to {levels - 1} in the region")
    background = len(values) * levels
    kind: type[np.uint8 | np.uint16] = np.uint8 if background < 256 else np.uint16
    first_codes = np.full(256, background, kind)
    first_codes[list(values)] = np.arange(0, background, levels)
    coded = np.full((rows + 2 * border, columns + 2 * border), background, kind)
    inside = coded[border : border + rows, border : border + columns]
    cv2.LUT(labels, first_codes, inside)
    cv2.add(inside, picture.astype(kind, copy=False), inside)  # what would be above 255 is 255
    return coded


def _count(coded: _Coded, settings: TextureSettings, counts: Counts) -> None:
    """Add the pairs of each angle to `counts`, (angles, codes, codes); codes beyond these are background."""
    codes, border = counts.shape[1], settings.distance
    rows, columns = (size - border for size in coded.shape)
    step = max(1, _EXACT_FLOAT32 // coded.shape[1])  # as many as the histogram's float32 counts exactly
    for top in range(border, rows, step):
        bottom = min(top + step, rows)
        for index, angle in enumerate(settings.angles_deg):
            down, right = (border * side for side in ANGLES_DEG[angle])
            first = coded[top:bottom, border:columns]
            second = coded[top + down : bottom + down, border + right : columns + right]
            found = cv2.calcHist([first, second], [0, 1], None, [codes, codes], [0, codes, 0, codes])
            counts[index] += found.astype(np.int64)

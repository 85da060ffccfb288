"""A small copy of a film in which the midline is upright and the patient's right lung on the left."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.measurement.scale import Scale
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, Point

Picture = npt.NDArray[np.float32]
Labels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

SIDE = 384
STEEPEST = 0.36
"""Tangent of the tilt, 20 degrees, beyond which a midline is not believed."""
FEWEST_ROWS = 30
"""Of the copy, side by side, that both lungs need."""


@dataclass(frozen=True, slots=True, eq=False)
class Straightened:
    """The copy, with square pixels.

    Attributes
    ----------
    picture
        (rows, columns) float32 in [0, 1], bright = dense.
    labels
        (rows, columns) uint8: lung labels.
    midline
        Its x, in pixel coordinates of the copy.
    to_film
        (2, 3) float64: pixel coordinates of the copy -> those of the film.
    """

    picture: Picture
    labels: Labels
    midline: float
    to_film: Floats

    def on_film(self, x: float, y: float) -> Point:
        """Return a point of the copy in the film's pixel coordinates."""
        found = self.to_film @ (x, y, 1)
        return float(found[0]), float(found[1])


def straighten(picture: Picture, labels: Labels, scale: Scale) -> Straightened | None:
    """Make the copy.

    The midline runs halfway between the lungs' medial borders, in the half of the rows in which these are
    closest: there is the spine, and neither heart nor diaphragm. It is a Theil-Sen line through those
    middles.

    Parameters
    ----------
    picture
        (rows, columns) float32 in [0, 1], bright = dense.
    labels
        (rows, columns) uint8: lung labels.
    scale
        Gives the shape of a pixel.

    Returns
    -------
    None if the lungs do not lie side by side over enough rows, or lean too far.
    """
    rows, columns = labels.shape
    shrink = SIDE / max(rows * scale.height, columns * scale.width)
    size = max(round(columns * scale.width * shrink), 1), max(round(rows * scale.height * shrink), 1)
    small = np.asarray(cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    is_mirrored = _middle(small == RIGHT_LUNG) > _middle(small == LEFT_LUNG)
    line = _midline(small[:, ::-1] if is_mirrored else small)
    if line is None:
        return None
    mirror = np.array([[-1, 0, size[0]], [0, 1, 0], [0, 0, 1.0]]) if is_mirrored else np.eye(3)
    to_small = mirror @ _leaning(*line, size[1])
    grey = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    enlarge = np.diag([columns / size[0], rows / size[1], 1])
    return Straightened(
        np.asarray(_warped(grey, to_small, cv2.INTER_LINEAR), np.float32),
        np.asarray(_warped(small, to_small, cv2.INTER_NEAREST), np.uint8),
        line[0] + line[1] * size[1] / 2,
        (enlarge @ to_small)[:2],
    )


def _middle(mask: npt.NDArray[np.bool_]) -> float:
    """Return the mean column of a mask; 0 of none."""
    found = np.flatnonzero(mask.any(axis=0))
    return float(found.mean()) if found.size else 0.0


def _medial_borders(labels: Labels) -> tuple[Indices, Indices, Indices]:
    """Return the rows that hold both lungs, and there the column edges where right ends and left begins."""
    right, left = labels == RIGHT_LUNG, labels == LEFT_LUNG
    both = np.flatnonzero(right.any(axis=1) & left.any(axis=1))
    end = labels.shape[1] - np.argmax(right[both, ::-1], axis=1)
    start = np.argmax(left[both], axis=1)
    return both, end, start


def _midline(labels: Labels) -> tuple[float, float] | None:
    """Return x at y = 0 and slope dx / dy of the midline."""
    rows, right, left = _medial_borders(labels)
    if len(rows) < FEWEST_ROWS:
        return None
    gap = left - right
    is_close = gap <= np.median(gap)
    start, slope = theil_sen(rows[is_close] + 0.5, (left + right)[is_close] / 2)
    return (start, slope) if abs(slope) <= STEEPEST else None


def theil_sen(x: Floats, y: Floats) -> tuple[float, float]:
    """Return intercept and slope of the line through points of which many may be far off.

    The slope is the median of the slopes of all pairs of points (Sen, J Am Stat Assoc 1968; 63:1379-1389).

    Parameters
    ----------
    x, y
        (n,) float64; no two of `x` are equal, and n is at least 2.
    """
    one, other = np.triu_indices(len(x), 1)
    slope = float(np.median((y[other] - y[one]) / (x[other] - x[one])))
    return float(np.median(y) - slope * np.median(x)), slope


def _leaning(start: float, slope: float, rows: int) -> Floats:
    """Return the turn about the midline's middle that takes the upright line to the leaning one."""
    x, y = start + slope * rows / 2, rows / 2
    length = np.hypot(1, slope)
    cos, sin = 1 / length, slope / length
    return np.array([[cos, sin, x - cos * x - sin * y], [-sin, cos, y + sin * x - cos * y], [0, 0, 1]])


def _warped(picture: npt.NDArray[Any], to_small: Floats, how: int) -> npt.NDArray[np.generic]:
    """Sample a small picture through a map of pixel coordinates; OpenCV counts from pixel centres."""
    centre = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    matrix = (np.linalg.inv(centre) @ to_small @ centre)[:2]
    border = cv2.BORDER_REPLICATE if how == cv2.INTER_LINEAR else cv2.BORDER_CONSTANT
    return cv2.warpAffine(
        picture, matrix, picture.shape[::-1], flags=how | cv2.WARP_INVERSE_MAP, borderMode=border
    )

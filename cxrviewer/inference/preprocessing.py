"""From a film to a network's input and back: named stages, each with its inverse."""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
import numpy.typing as npt

FloatMap = npt.NDArray[np.float32]


class Geometry(StrEnum):
    """How a film is brought to the network's grid."""

    STRETCH = "stretch"
    LETTERBOX = "letterbox"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a film lies on a network's grid; the film fills an upright box of whole grid cells.

    Attributes
    ----------
    rows, columns
        Of the film.
    grid_rows, grid_columns
        Of the grid.
    top, left, height, width
        The box in grid cells.
    """

    rows: int
    columns: int
    grid_rows: int
    grid_columns: int
    top: int
    left: int
    height: int
    width: int

    def to_grid(self, film: FloatMap) -> FloatMap:
        """Resample a (rows, columns) film onto the grid; cells beside the film are 0."""
        shrinking = film.shape[0] >= self.height and film.shape[1] >= self.width
        method = cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR
        box = cv2.resize(film, (self.width, self.height), interpolation=method)
        if (self.height, self.width) == (self.grid_rows, self.grid_columns):
            return np.asarray(box, np.float32)
        grid = np.zeros((self.grid_rows, self.grid_columns), np.float32)
        grid[self.top : self.top + self.height, self.left : self.left + self.width] = box
        return grid

    def to_film(self, grid: FloatMap) -> FloatMap:
        """Resample a map on the grid, (grid_rows, grid_columns), to the film's (rows, columns)."""
        box = grid[self.top : self.top + self.height, self.left : self.left + self.width]
        film = cv2.resize(box, (self.columns, self.rows), interpolation=cv2.INTER_LINEAR)
        return np.asarray(film, np.float32)

    def extent(self) -> tuple[float, float, float, float]:
        """Return the grid's left, top, right and bottom edge in the film's pixel coordinates."""
        x_scale, y_scale = self.columns / self.width, self.rows / self.height
        left, top = -self.left * x_scale, -self.top * y_scale
        return left, top, left + self.grid_columns * x_scale, top + self.grid_rows * y_scale


def place(film: tuple[int, int], grid: tuple[int, int], geometry: Geometry) -> Placement:
    """Return where a film of (rows, columns) lies on a grid of (rows, columns).

    `STRETCH` ignores the aspect ratio (paper A); `LETTERBOX` keeps it and centres the film.
    """
    (rows, columns), (grid_rows, grid_columns) = film, grid
    height, width = grid
    if geometry is Geometry.LETTERBOX:
        scale = min(grid_rows / rows, grid_columns / columns)
        height, width = max(1, round(rows * scale)), max(1, round(columns * scale))
    top, left = (grid_rows - height) // 2, (grid_columns - width) // 2
    return Placement(rows, columns, grid_rows, grid_columns, top, left, height, width)


def stretch_contrast(picture: FloatMap, low_percent: float, high_percent: float) -> FloatMap:
    """Map the given percentiles of a picture to 0 and 1 and clip; a constant picture becomes 0."""
    low, high = np.percentile(picture, (low_percent, high_percent))
    if high <= low:
        return np.zeros_like(picture)
    return np.asarray(np.clip((picture - low) / (high - low), 0, 1), np.float32)

"""Where a film, or the part of it that is read, lies on a network's grid: there and back."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import cv2
import numpy as np

from cxrviewer.inference.preprocessing.resampling import FloatMap, resampled

_BORDER_SHARE = 0.2  # of a box that reaches beyond the film: how deep its border is


class Geometry(StrEnum):
    """How a film is brought to the network's grid."""

    STRETCH = "stretch"
    LETTERBOX = "letterbox"


class Box(NamedTuple):
    """An upright box of whole pixels; a crop may reach beyond the film."""

    top: int
    left: int
    height: int
    width: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns of the box."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)

    def inside(self, rows: int, columns: int) -> "Box":
        """Return the part of the box that lies on a film."""
        top, left = min(max(self.top, 0), rows), min(max(self.left, 0), columns)
        bottom = min(max(self.top + self.height, 0), rows)
        right = min(max(self.left + self.width, 0), columns)
        return Box(top, left, bottom - top, right - left)

    def cut(self, film: FloatMap) -> FloatMap:
        """Return what a film shows in the box.

        Beyond the film the mean of its outermost rows or columns, a fifth of the box deep, is repeated: of a
        single row hardly anything would be the same when the film is moved by two pixels.
        """
        inside = self.inside(*film.shape)
        part = film[inside.slices]
        if inside == self:
            return part
        above, before = inside.top - self.top, inside.left - self.left
        below, after = self.height - inside.height - above, self.width - inside.width - before
        depth = max(1, round(_BORDER_SHARE * max(self.height, self.width)))
        whole = np.empty((self.height, self.width), np.float32)
        whole[above : above + inside.height, before : before + inside.width] = part
        _extend(whole[:, before : before + inside.width], above, below, depth)
        _extend(whole.T, before, after, depth)
        return whole


def _extend(film: FloatMap, before: int, behind: int, depth: int) -> None:
    """Fill the first and the last rows of a film, each with the mean of the `depth` rows next to them."""
    after = len(film) - behind
    if before:
        film[:before] = film[before : min(before + depth, after)].mean(axis=0)
    if behind:
        film[after:] = film[max(after - depth, before) : after].mean(axis=0)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a film lies on a network's grid; what is read of it fills an upright box of whole grid cells.

    Attributes
    ----------
    rows, columns
        Of the film.
    grid_rows, grid_columns
        Of the grid.
    top, left, height, width
        The box in grid cells.
    crop
        The part of the film that is read, in its pixels; it may reach beyond the film. None for all of it.
    """

    rows: int
    columns: int
    grid_rows: int
    grid_columns: int
    top: int
    left: int
    height: int
    width: int
    crop: Box | None = None

    @property
    def source(self) -> Box:
        """The part of the film that is read."""
        return self.crop or Box(0, 0, self.rows, self.columns)

    @property
    def target(self) -> Box:
        """The box that it fills on the grid."""
        return Box(self.top, self.left, self.height, self.width)

    def to_grid(self, film: FloatMap) -> FloatMap:
        """Resample a (rows, columns) film onto the grid; cells beside the film are 0."""
        box = resampled(self.source.cut(film), self.height, self.width)
        if (self.height, self.width) == (self.grid_rows, self.grid_columns):
            return box
        grid = np.zeros((self.grid_rows, self.grid_columns), np.float32)
        grid[self.target.slices] = box
        return grid

    def to_film(self, grid: FloatMap) -> FloatMap:
        """Resample a map on the grid, (grid_rows, grid_columns), to the film's (rows, columns).

        Pixels outside the part that was read are 0.
        """
        source = self.source
        size = (source.width, source.height)
        part = cv2.resize(grid[self.target.slices], size, interpolation=cv2.INTER_LINEAR)
        if self.crop is None:
            return np.asarray(part, np.float32)
        film = np.zeros((self.rows, self.columns), np.float32)
        inside = source.inside(self.rows, self.columns)
        shown = Box(inside.top - source.top, inside.left - source.left, inside.height, inside.width)
        film[inside.slices] = part[shown.slices]
        return film

    def extent(self) -> tuple[float, float, float, float]:
        """Return the grid's left, top, right and bottom edge in the film's pixel coordinates."""
        source = self.source
        x_scale, y_scale = source.width / self.width, source.height / self.height
        left, top = source.left - self.left * x_scale, source.top - self.top * y_scale
        return left, top, left + self.grid_columns * x_scale, top + self.grid_rows * y_scale


def place(
    film: tuple[int, int], grid: tuple[int, int], geometry: Geometry, crop: Box | None = None
) -> Placement:
    """Return where a film of (rows, columns), or the crop of it, lies on a grid of (rows, columns).

    `STRETCH` ignores the aspect ratio (paper A); `LETTERBOX` keeps it and centres the film.
    """
    (rows, columns), (grid_rows, grid_columns) = (crop.height, crop.width) if crop else film, grid
    height, width = grid
    if geometry is Geometry.LETTERBOX:
        scale = min(grid_rows / rows, grid_columns / columns)
        height, width = max(1, round(rows * scale)), max(1, round(columns * scale))
    top, left = (grid_rows - height) // 2, (grid_columns - width) // 2
    return Placement(*film, grid_rows, grid_columns, top, left, height, width, crop)

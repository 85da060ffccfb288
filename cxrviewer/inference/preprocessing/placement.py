"""Where a film, or the part of it that is read, lies on a network's grid: there and back."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

FloatMap = npt.NDArray[np.float32]

_BORDER_SHARE = 0.2  # of a box that reaches beyond the film: how deep its border is
_LINEAR_REACH = 2  # up to this factor linear resampling still looks at every pixel


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
        padded = _extended(part, above, below, depth)
        return np.ascontiguousarray(_extended(padded.T, before, after, depth).T)


def _extended(film: FloatMap, above: int, below: int, depth: int) -> FloatMap:
    """Put rows before and behind a film, each the mean of the `depth` rows next to them."""
    columns = film.shape[1]
    top = np.broadcast_to(film[:depth].mean(axis=0), (above, columns))
    bottom = np.broadcast_to(film[-depth:].mean(axis=0), (below, columns))
    return np.concatenate([top, film, bottom], dtype=np.float32)


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
        box = _resample(self.source.cut(film), self.height, self.width)
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


def _resample(film: FloatMap, height: int, width: int) -> FloatMap:
    """Bring a film to another size: averaged where it shrinks, linear where it grows."""
    rows, columns = film.shape
    if rows >= height and columns >= width:
        return _resize(film, height, width, cv2.INTER_AREA)
    if rows > _LINEAR_REACH * height:
        film = _resize(film, height, columns, cv2.INTER_AREA)
    elif columns > _LINEAR_REACH * width:
        film = _resize(film, rows, width, cv2.INTER_AREA)
    return _resize(film, height, width, cv2.INTER_LINEAR)


def _resize(film: FloatMap, height: int, width: int, method: int) -> FloatMap:
    """Resize with OpenCV."""
    return np.asarray(cv2.resize(film, (width, height), interpolation=method), np.float32)

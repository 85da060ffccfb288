"""The stored values of what is on screen: a pyramid of half sizes, sampled once at every zoom and pan."""

from functools import cached_property
from math import hypot, log2
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.study import Image, StoredPixels

Region = tuple[float, float, float, float]
Size = tuple[int, int]

_Work = npt.NDArray[Any]
# OpenCV resamples neither 8-bit signed nor 32-bit integers
_WORK_TYPES = {"i1": "i2", "i4": "f8", "u4": "f8"}
_PIXELATED_FROM = 2.0


class FilmSampler:
    """Samples one image at any region and size, in stored values, so that a table can be applied after.

    Parameters
    ----------
    image
        Grey or colour. The levels of the pyramid are made when first needed; together they take a third of
        the image's memory.
    """

    def __init__(self, image: Image) -> None:
        self._pixels = image.pixels
        self._levels: dict[int, _Work] = {}

    def sample(self, region: Region, size: Size, *, smooth: bool = True) -> StoredPixels:
        """Sample a region of the image at an output size.

        Parameters
        ----------
        region
            Left, top, right and bottom edge in image pixels: the top left pixel covers 0 to 1. Beyond the
            image its outermost pixels are repeated.
        size
            Width and height of the result.
        smooth
            Whether magnified pixels are interpolated; if not, they are shown as squares from 2x on.

        Returns
        -------
        (height, width) or (height, width, 3), of the image's type: a copy at 1:1 on pixel edges, else
        linear interpolation in the level of the pyramid that is nearest in size.

        Raises
        ------
        ValueError
            If region or size is empty.
        """
        left, top, right, bottom = region
        if right <= left or bottom <= top or min(size) < 1:
            raise ValueError(f"nothing to sample: {region} at {size}")
        step = ((right - left) / size[0], (bottom - top) / size[1])
        if self._is_copy(region, step):
            return self._pixels[int(top) : int(bottom), int(left) : int(right)].copy()
        if not smooth and max(step) <= 1 / _PIXELATED_FROM:
            return self._nearest(region, size, step)
        return self._linear(region, size, step)

    def _is_copy(self, region: Region, step: tuple[float, float]) -> bool:
        """Return whether the result is a piece of the image as it is."""
        left, top, right, bottom = region
        rows, columns = self._pixels.shape[:2]
        inside = left >= 0 and top >= 0 and right <= columns and bottom <= rows
        return inside and step[0] == step[1] == 1 and all(float(edge).is_integer() for edge in region)

    def _nearest(self, region: Region, size: Size, step: tuple[float, float]) -> StoredPixels:
        """Repeat pixels."""
        rows, columns = self._pixels.shape[:2]
        across = np.floor(region[0] + (np.arange(size[0]) + 0.5) * step[0]).astype(np.intp)
        down = np.floor(region[1] + (np.arange(size[1]) + 0.5) * step[1]).astype(np.intp)
        picked = self._pixels[np.clip(down, 0, rows - 1)]
        return np.ascontiguousarray(picked[:, np.clip(across, 0, columns - 1)])

    def _linear(self, region: Region, size: Size, step: tuple[float, float]) -> StoredPixels:
        """Interpolate in the level whose pixels are nearest in size to those of the result."""
        depth = max(0, round(log2(hypot(*step) / hypot(1, 1))))
        level = self._level(min(depth, self._deepest))
        scale_x = level.shape[1] / self._pixels.shape[1]
        scale_y = level.shape[0] / self._pixels.shape[0]
        crop, x, y = _cropped(level, region, scale_x, scale_y)
        step_x, step_y = step[0] * scale_x, step[1] * scale_y
        start_x = region[0] * scale_x - x + step_x / 2 - 0.5
        start_y = region[1] * scale_y - y + step_y / 2 - 0.5
        matrix = np.array([[step_x, 0, start_x], [0, step_y, start_y]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return self._stored(cv2.warpAffine(crop, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE))

    @cached_property
    def _deepest(self) -> int:
        """The level beyond which halving makes no sense."""
        return max(0, int(log2(min(self._pixels.shape[:2]))))

    def _level(self, depth: int) -> _Work:
        """Return a level of the pyramid; 0 is the image itself."""
        if depth not in self._levels:
            self._levels[depth] = self._work() if depth == 0 else _halved(self._level(depth - 1))
        return self._levels[depth]

    def _work(self) -> _Work:
        """Return the image in a type that OpenCV resamples."""
        wider = _WORK_TYPES.get(self._pixels.dtype.str[1:])
        return self._pixels if wider is None else self._pixels.astype(wider)

    def _stored(self, sampled: _Work) -> StoredPixels:
        """Return sampled values in the image's own type."""
        own = self._pixels.dtype
        if sampled.dtype == own:
            return sampled
        return (np.rint(sampled) if own.kind in "iu" else sampled).astype(own)


def _halved(level: _Work) -> _Work:
    """Return a level at half size: every pixel the mean of four."""
    size = (-(-level.shape[1] // 2), -(-level.shape[0] // 2))
    return np.asarray(cv2.resize(level, size, interpolation=cv2.INTER_AREA))


def _cropped(level: _Work, region: Region, scale_x: float, scale_y: float) -> tuple[_Work, int, int]:
    """Return the part of a level that a region touches, with a pixel around it, and where it starts."""
    rows, columns = level.shape[:2]
    left, right = (int(np.floor(edge * scale_x)) for edge in (region[0], region[2]))
    top, bottom = (int(np.floor(edge * scale_y)) for edge in (region[1], region[3]))
    x, y = min(max(left - 1, 0), columns - 1), min(max(top - 1, 0), rows - 1)
    return level[y : max(bottom + 2, y + 1), x : max(right + 2, x + 1)], x, y

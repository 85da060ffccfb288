"""Which pixels lie in an outline."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxrviewer.measurement.outlines import Outline

_WORD = 8


@dataclass(frozen=True, slots=True, eq=False)
class RegionMask:
    """The pixels of a region, in the part of the image that holds them.

    Attributes
    ----------
    top, left
        Of that part in the image.
    inside
        (rows, columns) bool of that part.
    is_cut
        Whether the outline reaches beyond the image.
    """

    top: int
    left: int
    inside: npt.NDArray[np.bool_]
    is_cut: bool

    @property
    def box(self) -> tuple[slice, slice]:
        """Rows and columns of the part."""
        rows, columns = self.inside.shape
        return slice(self.top, self.top + rows), slice(self.left, self.left + columns)


def region_mask(outline: Outline, rows: int, columns: int) -> RegionMask:
    """Return the pixels of an image whose centres lie in an outline.

    The even-odd rule decides for outlines that cross themselves. A centre that lies on the outline belongs to
    the region below it or, on an upright edge, to its right; so regions side by side share no pixel.

    Parameters
    ----------
    outline
        In the image's pixel coordinates, in which the first pixel's centre is (0.5, 0.5).
    rows, columns
        Of the image.
    """
    left, top, right, bottom = outline.box()
    first, stop = _covered(left, right, columns)
    upper, lower = _covered(top, bottom, rows)
    inside = _filled(outline, (first, stop), (upper, lower))
    return RegionMask(upper, first, inside, left < 0 or top < 0 or right > columns or bottom > rows)


def _covered(low: float, high: float, size: int) -> tuple[int, int]:
    """Return the first and the last but one of the pixels, of `size`, whose centres lie in [low, high)."""
    start, stop = (math.ceil(min(max(end - 0.5, 0), size)) for end in (low, high))
    return start, max(start, stop)


def _filled(outline: Outline, columns: tuple[int, int], rows: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Toggle below every crossing: what was toggled an odd number of times is inside."""
    width, height = columns[1] - columns[0], rows[1] - rows[0]
    toggles = np.zeros((height + 1, -(-width // _WORD) * _WORD), np.uint8)
    column, y = outline.crossings(*columns)
    row = np.clip(np.ceil(y - 0.5), rows[0], rows[1]).astype(np.intp)
    np.bitwise_xor.at(toggles, (row - rows[0], column - columns[0]), np.uint8(1))
    words = toggles[:-1].view(np.uint64)
    np.bitwise_xor.accumulate(words, axis=0, out=words)
    return words.view(np.bool_)[:, :width]

"""A picture at another size: averaged where it shrinks, linear where it grows."""

import math

import cv2
import numpy as np
import numpy.typing as npt

FloatMap = npt.NDArray[np.float32]

_LINEAR_REACH = 2  # up to this factor linear resampling still looks at every pixel


def resampled(picture: FloatMap, height: int, width: int) -> FloatMap:
    """Bring a picture, (rows, columns) float32, to another size."""
    rows, columns = picture.shape
    if rows >= height and columns >= width:
        return averaged(picture, height, width)
    if rows > _LINEAR_REACH * height:
        picture = averaged(picture, height, columns)
    elif columns > _LINEAR_REACH * width:
        picture = averaged(picture, rows, width)
    return _resize(picture, height, width, cv2.INTER_LINEAR)


def averaged(picture: FloatMap, height: int, width: int) -> FloatMap:
    """Bring a picture, (rows, columns) float32, to a size that is nowhere larger; each cell is a mean.

    Of large pictures square blocks of whole pixels are averaged first, as long as two blocks or more make a
    cell: OpenCV does so several times as fast as it divides pixels between cells.
    """
    rows, columns = picture.shape
    block = _block(math.gcd(rows, columns), min(rows // height, columns // width) // 2)
    blocks = _resize(picture, rows // block, columns // block, cv2.INTER_AREA)
    return _resize(blocks, height, width, cv2.INTER_AREA)


def _block(both: int, largest: int) -> int:
    """Return the side of a block: the largest that divides rows and columns."""
    return max((side for side in range(1, largest + 1) if both % side == 0), default=1)


def _resize(picture: FloatMap, height: int, width: int, method: int) -> FloatMap:
    """Resize with OpenCV; a picture that has that size already is not copied."""
    if picture.shape == (height, width):
        return picture
    return np.asarray(cv2.resize(picture, (width, height), interpolation=method), np.float32)

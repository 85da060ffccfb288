"""Masks and grids of numbers in the file."""

import base64
import binascii
import zlib
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from cxrviewer.study import PackedMask

MOST_PIXELS = 100_000_000
_FLOAT = np.dtype("<f4")

Side = Annotated[int, Field(ge=1, le=MOST_PIXELS)]


def _checked(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"no base64: {error}") from error
    return text


Base64 = Annotated[str, AfterValidator(_checked)]


class MaskRecord(BaseModel):
    """Labels of an image's pixels.

    Attributes
    ----------
    rows, columns
        Of the image.
    zlib_base64
        One byte a pixel, row by row, as a zlib stream (RFC 1950) in base64 (RFC 4648 section 4).
    """

    model_config = ConfigDict(strict=True, frozen=True)

    rows: Side
    columns: Side
    zlib_base64: Base64

    @classmethod
    def of(cls, mask: PackedMask) -> "MaskRecord":
        """Return the record of a mask."""
        return cls(rows=mask.rows, columns=mask.columns, zlib_base64=base64.b64encode(mask.data).decode())

    def packed(self) -> PackedMask:
        """Return the mask; its pixels are not looked at yet."""
        return PackedMask(self.rows, self.columns, base64.b64decode(self.zlib_base64))


class FloatsRecord(BaseModel):
    """A grid of numbers that is large or has places without one.

    Attributes
    ----------
    rows, columns
        Of the grid.
    zlib_base64
        Little-endian float32, row by row, as a zlib stream in base64.
    """

    model_config = ConfigDict(strict=True, frozen=True)

    rows: Side
    columns: Side
    zlib_base64: Base64

    @classmethod
    def of(cls, values: npt.NDArray[np.float32]) -> "FloatsRecord":
        """Return the record of a grid."""
        data = zlib.compress(values.astype(_FLOAT).tobytes())
        return cls(rows=values.shape[0], columns=values.shape[1], zlib_base64=base64.b64encode(data).decode())

    def values(self) -> npt.NDArray[np.float32]:
        """Return the grid, (rows, columns) float32.

        Raises
        ------
        ValueError
            If the stream is damaged or does not hold so many numbers.
        """
        size, stream = self.rows * self.columns * _FLOAT.itemsize, zlib.decompressobj()
        try:
            data = stream.decompress(base64.b64decode(self.zlib_base64), size)
        except zlib.error as error:
            raise ValueError(f"a grid is damaged ({error})") from error
        if len(data) != size or stream.unconsumed_tail:
            raise ValueError(f"a grid does not hold {self.rows} × {self.columns} numbers")
        return np.frombuffer(data, _FLOAT).astype(np.float32).reshape(self.rows, self.columns)


GridRecord = tuple[tuple[float, ...], ...]


def grid_record(values: npt.NDArray[np.float32]) -> GridRecord:
    """Return the numbers of a grid, row by row, exactly."""
    return tuple(tuple(map(float, row)) for row in values)


def grid_of(record: GridRecord) -> npt.NDArray[np.float32]:
    """Return the grid of numbers, (rows, columns) float32.

    Raises
    ------
    ValueError
        If the rows are not of one length or there are none.
    """
    values = np.array(record, np.float32)
    if values.ndim != 2 or not values.size:
        raise ValueError("the grid of a heat map has no rows and columns")
    return values

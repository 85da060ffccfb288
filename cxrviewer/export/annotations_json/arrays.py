"""Masks and grids of numbers in the file."""

import base64
import binascii
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, field_validator

from cxrviewer.study import PackedMask

MOST_PIXELS = 100_000_000

Side = Annotated[int, Field(ge=1, le=MOST_PIXELS)]


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
    zlib_base64: str

    @field_validator("zlib_base64")
    @classmethod
    def _is_base64(cls, text: str) -> str:
        try:
            base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise ValueError(f"no base64: {error}") from error
        return text

    @classmethod
    def of(cls, mask: PackedMask) -> "MaskRecord":
        """Return the record of a mask."""
        return cls(rows=mask.rows, columns=mask.columns, zlib_base64=base64.b64encode(mask.data).decode())

    def packed(self) -> PackedMask:
        """Return the mask; its pixels are not looked at yet."""
        return PackedMask(self.rows, self.columns, base64.b64decode(self.zlib_base64))


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

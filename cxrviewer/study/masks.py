"""A mask small enough to be kept by the hundred."""

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_FAST = 1


@dataclass(frozen=True, slots=True)
class PackedMask:
    """Labels of an image's pixels, compressed.

    Attributes
    ----------
    rows, columns
        Of the image.
    data
        Row by row one uint8 a pixel, as a zlib stream.
    """

    rows: int
    columns: int
    data: bytes

    @classmethod
    def of(cls, labels: npt.NDArray[np.uint8]) -> "PackedMask":
        """Pack (rows, columns) uint8 labels."""
        rows, columns = labels.shape
        return cls(rows, columns, zlib.compress(np.ascontiguousarray(labels).data, _FAST))

    def labels(self) -> npt.NDArray[np.uint8]:
        """Return the labels, (rows, columns) uint8, in memory of their own.

        Raises
        ------
        ValueError
            If the data are damaged or of another size.
        """
        size = self.rows * self.columns
        opener = zlib.decompressobj()
        try:
            plain = opener.decompress(self.data, size + 1)
        except zlib.error as error:
            raise ValueError(f"a mask is damaged ({error})") from error
        if len(plain) != size:
            raise ValueError(f"a mask has {len(plain)} pixels, not {size}")
        return np.frombuffer(bytearray(plain), np.uint8).reshape(self.rows, self.columns)

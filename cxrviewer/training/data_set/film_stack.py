"""Pictures in a file that may be larger than memory."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Bytes: TypeAlias = npt.NDArray[np.uint8]
Index: TypeAlias = int | np.integer[Any] | slice | npt.NDArray[np.integer[Any]] | npt.NDArray[np.bool_]


class FilmStack:
    """Pictures of one size, one behind the other in a file; only those asked for are read.

    It is indexed as an array of (films, rows, columns). A memory map would count as memory of the process
    for every picture that was ever touched, and needs as much address space as the file has bytes.

    Parameters
    ----------
    file
        Holds the pictures, uint8, row by row.
    count
        How many it holds; what follows in the file is not looked at.
    size
        Rows and columns of each.
    places
        Which of the pictures there are, in order; None for the first `count`.
    """

    dtype = np.dtype(np.uint8)

    def __init__(
        self, file: Path, count: int, size: tuple[int, int], places: npt.NDArray[np.intp] | None = None
    ) -> None:
        self._file = file
        self._places = np.arange(count) if places is None else places
        self.shape = (len(self._places), *size)
        self.ndim = len(self.shape)

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[Bytes]:
        return (self[place] for place in range(len(self)))

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> npt.NDArray[np.generic]:
        """Return all pictures, in memory."""
        return np.asarray(self[:], dtype=dtype)

    def __getitem__(self, key: Index | tuple[Index, ...]) -> Bytes:
        """Read pictures; further indices are those of rows and columns."""
        if isinstance(key, tuple):
            first, *rest = key
            several = not isinstance(first, int | np.integer)
            return np.asarray(self[first][(slice(None), *rest) if several else tuple(rest)], np.uint8)
        wanted = self._places[key]
        pictures = np.empty((wanted.size, *self.shape[1:]), np.uint8)
        with self._file.open("rb", buffering=0) as handle:
            for picture, place in zip(pictures, np.atleast_1d(wanted), strict=True):
                handle.seek(int(place) * picture.nbytes)
                handle.readinto(picture.data)
        return pictures if wanted.ndim else np.asarray(pictures[0], np.uint8)

    def chosen(self, rows: npt.NDArray[np.intp]) -> "FilmStack":
        """Return a stack of some of the pictures, which stay where they are."""
        return FilmStack(self._file, len(rows), self.shape[1:], self._places[rows])


Pictures: TypeAlias = Bytes | FilmStack
"""Pictures in memory or on disk."""


def chosen(pictures: Pictures, rows: npt.NDArray[np.intp]) -> Pictures:
    """Return some of the pictures; of those on disk nothing is copied."""
    return pictures.chosen(rows) if isinstance(pictures, FilmStack) else pictures[rows]

"""The frames of one file as a sequence that holds none of them: a header may claim billions."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from cxrviewer.gui.film import FilmKey


@dataclass(frozen=True, slots=True)
class Frames(Sequence[FilmKey]):
    """Every frame of a file, in order.

    Attributes
    ----------
    path
        The file.
    frames
        How many frames it says that it has.
    """

    path: Path
    frames: int

    def __len__(self) -> int:
        return max(self.frames, 1)

    @overload
    def __getitem__(self, place: int) -> FilmKey: ...
    @overload
    def __getitem__(self, place: slice) -> "tuple[FilmKey, ...]": ...
    def __getitem__(self, place: int | slice) -> "FilmKey | tuple[FilmKey, ...]":
        chosen = range(1, len(self) + 1)[place]
        return FilmKey(self.path, chosen) if isinstance(chosen, int) else self._keys(chosen)

    def _keys(self, numbers: range) -> tuple[FilmKey, ...]:
        return tuple(FilmKey(self.path, frame) for frame in numbers)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, FilmKey) and key.path == self.path and 1 <= key.frame <= len(self)

    def index(self, key: FilmKey, start: int = 0, stop: int = sys.maxsize) -> int:
        """Return the place of a frame.

        Raises
        ------
        ValueError
            If it is no frame of the file, or outside the given part.
        """
        if key not in self or not start <= key.frame - 1 < stop:
            raise ValueError(f"{key} is no such frame of {self.path}")
        return key.frame - 1

"""The films of a batch as they are found: the first are analysed while others are looked for."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from cxrviewer.errors import ReadError
from cxrviewer.readers.discovery import Search
from cxrviewer.triage.saving import CASES


class Finding:
    """One search through films and folders of films, a little at a time.

    Parameters
    ----------
    inputs
        Films and folders of films.
    output
        The folder of the batch, whose own files are no films of it.

    Attributes
    ----------
    over
        Whether everything has been found.
    """

    def __init__(self, inputs: Sequence[Path], output: Path) -> None:
        self._search = Search()
        self._own = output.absolute() / CASES
        self._seen: set[Path] = set()
        self._films = self._find([path.absolute() for path in inputs])
        self.over = False

    @property
    def refusals(self) -> Sequence[ReadError]:
        """What was named but cannot be read, as far as it has been looked at."""
        return self._search.refusals

    def take(self, limit_s: float) -> list[Path]:
        """Look for so many seconds; return the films that this brings, each once, in the order as found."""
        until = time.monotonic() + limit_s
        found = []
        for film in self._films:
            found.append(film)
            if time.monotonic() >= until:
                return found
        self.over = True
        return found

    def _find(self, inputs: Sequence[Path]) -> Iterator[Path]:
        for path in inputs:
            for film in self._search.films(path):
                if film not in self._seen and not film.is_relative_to(self._own):
                    self._seen.add(film)
                    yield film

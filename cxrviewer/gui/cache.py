"""Decoded films kept in memory, bounded in bytes: the one looked at longest ago goes first."""

from collections import OrderedDict

from cxrviewer.gui.film import Film, FilmKey


class FilmCache:
    """Films by what was asked for.

    Parameters
    ----------
    limit_bytes
        How much all films together may take; one film larger than that is not kept. Films on screen are
        held by their viewports besides.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self._films: OrderedDict[FilmKey, Film] = OrderedDict()
        self.size_bytes = 0

    def __contains__(self, key: FilmKey) -> bool:
        return key in self._films

    def __len__(self) -> int:
        return len(self._films)

    def get(self, key: FilmKey) -> Film | None:
        """Return a film if it is kept, and note that it was looked at."""
        film = self._films.get(key)
        if film is not None:
            self._films.move_to_end(key)
        return film

    def keep(self, film: Film) -> None:
        """Keep a film, and let go of the oldest ones beyond the limit."""
        self._forget(film.key)
        self._films[film.key] = film
        self.size_bytes += film.size_bytes
        while self.size_bytes > self.limit_bytes:
            self._forget(next(iter(self._films)))

    def _forget(self, key: FilmKey) -> None:
        film = self._films.pop(key, None)
        if film is not None:
            self.size_bytes -= film.size_bytes

"""Reads what the user will look at next while the eye is on the film: the neighbours in the stack or list."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from cxrviewer.gui.film import Film, FilmKey, load_film
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Outcome, Succeeded

REACH_IN_STACK = 12


class Prereading(QObject):
    """One job at a time, so that a thread stays free; in the direction of the last step first."""

    def __init__(self, session: Session, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._at_work = False
        self._failed: set[FilmKey] = set()
        self._before: FilmKey | None = None
        self._forward = True
        self._cases: tuple[FilmKey, ...] = ()
        session.film_changed.connect(self._moved)
        session.stacks_changed.connect(self._next)

    def follow_cases(self, films: Sequence[Path]) -> None:
        """Read along these cases of a worklist, as long as one of them is on screen."""
        self._cases = tuple(FilmKey(film) for film in films)

    def _moved(self) -> None:
        """Note the direction and read on."""
        film = self._session.film
        if film is None:
            return
        line = self._line(film)
        if self._before in line and self._before != film.key:
            self._forward = line.index(film.key) > line.index(self._before)
        self._before = film.key
        self._next()

    def _line(self, film: Film) -> Sequence[FilmKey]:
        """Return the stack that scrolling goes along, else cases, else what paging can reach next."""
        stack, files = self._session.stack_of(film), self._session.files
        if len(stack) > 1 or film.key.path not in files:
            return stack
        if film.key in self._cases:
            return self._cases
        place = files.index(film.key.path)
        return tuple(FilmKey(path) for path in files[max(0, place - 1) : place + 2])

    def _next(self) -> None:
        """Read the nearest image that is not there yet."""
        film = self._session.film
        if film is None or self._at_work:
            return
        key = next((key for key in self._neighbours(film) if self._is_missing(key)), None)
        if key is not None:
            self._at_work = True
            self._runner.submit(Lane.READING, partial(load_film, key), partial(self._take, key))

    def _is_missing(self, key: FilmKey) -> bool:
        return key not in self._session.cache and key not in self._failed and key != self._session.wanted

    def _neighbours(self, film: Film) -> Iterator[FilmKey]:
        """Yield the next one, the previous one, those further on, then those further back.

        All together take half the cache at most, so that none puts out another.
        """
        line, step = self._line(film), 1 if self._forward else -1
        if film.key not in line:
            return
        place = line.index(film.key)
        reach = min(REACH_IN_STACK, self._session.cache.limit_bytes // max(1, 4 * film.size_bytes))
        further = range(2, reach + 1)
        offsets = [1, -1, *further, *(-distance for distance in further)] if reach else []
        for offset in offsets:
            if 0 <= place + step * offset < len(line):
                yield line[place + step * offset]

    def _take(self, key: FilmKey, outcome: Outcome[Film]) -> None:
        """Keep the film; one that cannot be read is refused when the user comes to it."""
        self._at_work = False
        if isinstance(outcome, Succeeded):
            self._session.show(outcome.value)
        else:
            self._failed.add(key)
        self._next()

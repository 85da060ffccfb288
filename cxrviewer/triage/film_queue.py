"""The films of a run on their way to worker processes and back."""

from collections import Counter, deque
from collections.abc import Iterable
from pathlib import Path


class FilmQueue:
    """Films still to be given out: those of lost workers first, the others only as they are wanted."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._rest = iter(paths)
        self._again: deque[Path] = deque()
        self._out: set[Path] = set()
        self._tries: Counter[tuple[Path, bool]] = Counter()
        self._exhausted = False

    @property
    def is_through(self) -> bool:
        """Whether every film has ended."""
        return self._exhausted and not self._again and not self._out

    def next(self) -> Path | None:
        """Return a film to give out; None without."""
        path = self._again.popleft() if self._again else next(self._rest, None)
        if path is None:
            self._exhausted = True
        else:
            self._out.add(path)
        return path

    def again(self, films: Iterable[Path]) -> None:
        """Take back the films of a lost worker."""
        back = list(films)
        self._out.difference_update(back)
        self._again.extend(back)

    def tried(self, path: Path, *, by_itself: bool) -> int:
        """Count that a film has lost a worker, by itself or with all others; return how many it has."""
        self._tries[path, by_itself] += 1
        return self._tries[path, by_itself]

    def ended(self, path: Path) -> None:
        """Note that a film needs no more work."""
        self._out.discard(path)
        if path in self._again:
            self._again.remove(path)

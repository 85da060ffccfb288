"""What lies in folders that fill, and which of the files there are written to no more.

Folders are looked through again and again: network shares tell nobody of what others write to them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.readers.discovery import Search, is_film

_UNFINISHED = frozenset({".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload"})
_State = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sight:
    """What has changed since the last look.

    Attributes
    ----------
    settled
        Films that are new, or new again, and have not changed for long enough.
    gone
        Films that were told of as settled and are there no more.
    troubles
        What cannot be looked into, in sentences.
    """

    settled: tuple[Path, ...] = ()
    gone: tuple[Path, ...] = ()
    troubles: tuple[str, ...] = ()


@dataclass(slots=True)
class _Known:
    """A file.

    Attributes
    ----------
    state, since
        Size and time of writing, and since when they are so.
    named
        Whether it is a film whatever it looks like.
    settled
        Whether it has been looked at in this state.
    told
        Whether it has been told of, in this state or another.
    """

    state: _State
    since: float
    named: bool
    settled: bool = False
    told: bool = False


class Lookout:
    """Looks at folders again and again.

    Parameters
    ----------
    inputs
        Films and folders of films, absolute.
    settle_s
        Seconds that a file must not have changed for.
    skips
        Whether a file is none of ours.
    """

    def __init__(
        self, inputs: Iterable[Path], settle_s: float, skips: Callable[[Path], bool] = lambda _path: False
    ) -> None:
        self._inputs, self._settle_s, self._skips = tuple(inputs), settle_s, skips
        self._known: dict[Path, _Known] = {}

    def look(self, now: float, busy: Collection[Path] = ()) -> Sight:
        """Return what has changed.

        As long as a folder cannot be read, nothing counts as gone: a share that is away for a while does not
        empty the worklist.

        Parameters
        ----------
        now
            Seconds on a clock that runs evenly.
        busy
            Files that are not told of now, but later.
        """
        search = Search()
        found = [file for path in self._inputs for file in self._find(search, path, now)]
        gone = [] if search.refusals else self._known.keys() - found
        told = tuple(file for file in gone if self._known.pop(file).told)
        settled = tuple(file for file in found if file not in busy and self._settles(file, now))
        return Sight(settled, told, tuple(map(str, search.refusals)))

    def forget(self, file: Path, now: float) -> None:
        """Let a film that has been told of settle once more."""
        known = self._known.get(file)
        if known is not None:
            known.since, known.settled = now, False

    def _find(self, search: Search, path: Path, now: float) -> Iterator[Path]:
        """Yield the files below a path and remember their states; what vanishes meanwhile is none."""
        for candidate in search.candidates(path):
            file = candidate.path
            if not candidate.named and (_is_unfinished(file) or self._skips(file)):
                continue
            try:
                status = file.stat()
            except (OSError, ValueError):
                continue
            state = (status.st_size, status.st_mtime_ns)
            known = self._known.get(file)
            if known is None or known.state != state:
                self._known[file] = _Known(state, now, candidate.named, told=known is not None and known.told)
            yield file

    def _settles(self, file: Path, now: float) -> bool:
        """Whether a file is a film to be told of now."""
        known = self._known[file]
        if known.settled or now - known.since < self._settle_s:
            return False
        known.settled = True
        known.told = known.told or known.named or is_film(file)
        return known.told


def _is_unfinished(file: Path) -> bool:
    """Whether a name says that a file is still being written, as rsync, browsers and we ourselves do."""
    return file.name.startswith(".") or file.suffix.lower() in _UNFINISHED

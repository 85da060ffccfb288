"""Films read by threads, a few ahead of the one that is being analysed."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cxrviewer.errors import CxrviewerError, FileError, ReadError
from cxrviewer.readers import read_image, read_priority
from cxrviewer.readers.files import open_film, sha256_of
from cxrviewer.study import Image

_THREADS, _AHEAD = 2, 4

IsKnown = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class ReadFilm:
    """A film that was read, or why it could not be.

    Attributes
    ----------
    path
        The film.
    sha256
        Of its content; empty if not even that could be read.
    priority
        The clinical priority that its header states; empty without.
    image
        None where it could not be read, or need not be because its content is known.
    error
        Why it could not be read.
    """

    path: Path
    sha256: str = ""
    priority: str = ""
    image: Image | None = None
    error: CxrviewerError | None = None


def read_ahead(paths: Sequence[Path], is_known: IsKnown) -> Iterator[ReadFilm]:
    """Yield films in their order while threads read the next ones; never more than a few are in memory.

    Parameters
    ----------
    paths
        The films.
    is_known
        Whether a content, by its SHA-256, has a result, so that its pixels are not wanted; called in threads.
    """
    rest = iter(paths)
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="cxrviewer-triage")
    try:
        ahead: deque[Future[ReadFilm]] = deque(
            pool.submit(read_film, path, is_known) for path in islice(rest, _AHEAD)
        )
        while ahead:
            read = ahead.popleft().result()
            ahead.extend(pool.submit(read_film, path, is_known) for path in islice(rest, 1))
            yield read
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def read_film(path: Path, is_known: IsKnown) -> ReadFilm:
    """Read one film; no file makes this raise.

    Parameters
    ----------
    path, is_known
        As in `read_ahead`.
    """
    sha256 = priority = ""
    try:
        sha256 = _content(path)
        priority = _priority(path)
        if is_known(sha256):
            return ReadFilm(path, sha256, priority)
        image = read_image(path)
        _check_same(path, sha256, image)
        return ReadFilm(path, sha256, priority, image)
    except CxrviewerError as error:
        return ReadFilm(path, sha256, priority, error=error)
    except Exception as error:  # noqa: BLE001 - one film must not take the rest of the batch with it
        return ReadFilm(path, sha256, priority, error=program_error(path, error))


def program_error(path: Path, error: Exception) -> FileError:
    """Return an unexpected error as one of this film; its words may quote the header and are not told."""
    return FileError(path, f"an error of the program ({type(error).__name__})")


def _content(path: Path) -> str:
    """Return the SHA-256 of a file; of an empty one too, which `open_film` refuses (ReadError)."""
    if path.is_file() and path.stat().st_size == 0:
        return hashlib.sha256().hexdigest()
    with open_film(path) as film:
        return sha256_of(film)


def _priority(path: Path) -> str:
    """Return the priority that a header states; what is wrong with a file is said by reading its picture."""
    try:
        return read_priority(path)
    except ReadError:
        return ""


def _check_same(path: Path, sha256: str, image: Image) -> None:
    """Refuse a file that was written to between hashing and reading (ReadError)."""
    if image.source.sha256 != sha256:
        raise ReadError(path, "has changed while it was read")

"""From what the user opens to the index: found, read header by header and committed in batches."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import ReadError
from cxrviewer.jobs import JobContext
from cxrviewer.readers import Candidate, FileHeader, Search, is_film, read_header
from cxrviewer.store.headers import State
from cxrviewer.store.opening import connect
from cxrviewer.store.writing import IndexWriter

BATCH_FILES = 256
BATCH_SECONDS = 0.5
FIRST_BATCH_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that the index now knows.

    Attributes
    ----------
    file
        Its id.
    header
        What it says of itself.
    """

    file: int
    header: FileHeader


@dataclass(frozen=True, slots=True)
class Batch:
    """What one commit has brought.

    Attributes
    ----------
    listed
        In the order found.
    refusals
        One for each file or folder that cannot be read.
    """

    listed: tuple[Listed, ...]
    refusals: tuple[ReadError, ...]


@dataclass(slots=True)
class _Pending:
    """What waits for the next commit."""

    headers: list[FileHeader | Listed]
    refused: list[tuple[State, ReadError]]
    refusals: list[ReadError]
    since: float

    @property
    def size(self) -> int:
        return len(self.headers) + len(self.refused)


def scan(index: Path, paths: Sequence[Path], deliver: Callable[[Batch], None], context: JobContext) -> int:
    """Bring what is at some paths into the index.

    Files that have not changed since they were last seen are not read again; those that are gone from a
    folder leave the index. Memory does not grow with the number of files.

    Parameters
    ----------
    index
        A prepared index.
    paths
        Files, folders, DICOMDIRs.
    deliver
        Called in this thread with each batch after its commit: the first after a tenth of a second.
    context
        Asked before each file.

    Returns
    -------
    int
        How many files are listed.
    """
    with closing(connect(index)) as connection:
        scanning = _Scan(IndexWriter(connection), deliver, context)
        for path in paths:
            scanning.add(path)
        return scanning.finish()


class _Scan:
    """One run over some paths."""

    def __init__(self, writer: IndexWriter, deliver: Callable[[Batch], None], context: JobContext) -> None:
        self._writer, self._deliver, self._context = writer, deliver, context
        self._search = Search()
        self._told = 0
        self._count = 0
        self._patience = FIRST_BATCH_SECONDS
        self._pending = _Pending([], [], [], time.monotonic())

    def add(self, path: Path) -> None:
        """Take in one path that the user named."""
        refused, before = len(self._search.refusals), self._count + self._pending.size
        walked = self._search.has_walked(path)
        for candidate in self._search.candidates(path):
            self._context.checkpoint()
            self._look_at(candidate)
            self._commit_if_due()
        found = walked or self._count + self._pending.size > before
        if not found and len(self._search.refusals) == refused:
            self._search.refuse(path, "holds no film")
        self._commit()
        if path.is_dir():
            self._forget_missing(path)

    def finish(self) -> int:
        """Commit what is left and say how many files are listed."""
        self._commit()
        self._writer.tidy()
        return self._count

    def _look_at(self, candidate: Candidate) -> None:
        """Read a file's header, unless the index knows it as it is."""
        path = candidate.path
        state = _state(path)
        known = self._writer.known(state) if state is not None else None
        if known is not None and known.header is not None:
            self._pending.headers.append(Listed(known.file, known.header))
        elif known is not None:
            self._pending.refusals.append(ReadError(path, known.refusal))
        elif candidate.named or is_film(path):
            self._read(path, state)

    def _read(self, path: Path, state: State | None) -> None:
        try:
            self._pending.headers.append(read_header(path))
        except ReadError as error:
            self._pending.refusals.append(error)
            if state is not None:
                self._pending.refused.append((state, error))

    def _commit_if_due(self) -> None:
        waited = time.monotonic() - self._pending.since
        if self._pending.size >= BATCH_FILES or (self._pending.size and waited >= self._patience):
            self._commit()

    def _commit(self) -> None:
        """Write what is pending and deliver it."""
        pending, self._pending = self._pending, _Pending([], [], [], time.monotonic())
        fresh = [entry for entry in pending.headers if isinstance(entry, FileHeader)]
        ids = iter(self._writer.add(fresh, pending.refused) if fresh or pending.refused else ())
        listed = tuple(_listed(entry, ids) for entry in pending.headers)
        told, self._told = self._told, len(self._search.refusals)
        refusals = (*self._search.refusals[told:], *pending.refusals)
        self._count += len(listed)
        if listed or refusals:
            self._patience = BATCH_SECONDS
            self._deliver(Batch(listed, refusals))

    def _forget_missing(self, folder: Path) -> None:
        """Take out what the index knows below a folder and the disk no longer has."""
        gone = [file for file, path in self._writer.files_below(folder) if not os.path.lexists(path)]
        if gone:
            self._writer.forget(gone)


def _listed(entry: FileHeader | Listed, ids: Iterator[int]) -> Listed:
    return entry if isinstance(entry, Listed) else Listed(next(ids), entry)


def _state(path: Path) -> State | None:
    """Return size and time of a file; None where it cannot be asked."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return State(path, status.st_size, status.st_mtime_ns)

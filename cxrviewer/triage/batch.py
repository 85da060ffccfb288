"""The file of a batch: what was found, what came of it; every result is on the disk when `keep` returns."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from cxrviewer.errors import ReadError, StoreError
from cxrviewer.store.opening import FaultKind, connect, find_fault, make_present, set_aside, store_error
from cxrviewer.store.schema import transaction
from cxrviewer.triage.batch_schema import BATCH
from cxrviewer.triage.case import Case, CaseStatus
from cxrviewer.triage.outcome import Outcome
from cxrviewer.triage.reading import UNREAD, Reading, Verdict
from cxrviewer.triage.work import Done

BATCH_FILE = "batch.sqlite3"
GOES_ON = "what is finished is kept, and the same command goes on from there"

_LIST = (
    "INSERT INTO films (path, size, modified_ns, sha256, state, reason, priority, listed) "
    "VALUES (?, ?, ?, '', ?, ?, '', 1) ON CONFLICT (path) DO UPDATE SET "
    "sha256 = iif(size = excluded.size AND modified_ns = excluded.modified_ns, sha256, ''), "
    "priority = iif(size = excluded.size AND modified_ns = excluded.modified_ns, priority, ''), "
    "size = excluded.size, modified_ns = excluded.modified_ns, "
    "state = excluded.state, reason = excluded.reason, listed = 1"
)
_BEFORE = 2  # in the column `listed`: was so before the films began to be listed anew
CONTENT = "iif(f.sha256 = '', 'file:' || hex(f.path), f.sha256)"
JOIN = "LEFT JOIN results r ON r.sha256 = f.sha256 AND r.recipe = ? WHERE f.listed"
_WAITS = (
    f"SELECT f.path FROM films f {JOIN} AND f.state <> 'failed' "
    "AND (r.id IS NULL OR r.status <> 'failed' AND r.saved <> ? AND ? <> '')"
)
_KNOWN = "SELECT sha256 FROM results WHERE recipe = ? AND (status = 'failed' OR saved = ? OR ? = '')"
_CASES = (
    "SELECT f.id, f.path, f.sha256, r.id, ifnull(r.status, f.state), ifnull(r.reason, f.reason), "
    f"ifnull(r.probabilities, '{{}}'), ifnull(r.involved, '[]'), ifnull(r.warnings, 0), "
    "f.priority, ifnull(d.read_at, ''), ifnull(d.verdict, ''), ifnull(d.judged, ''), ifnull(d.remark, '') "
    f"FROM films f LEFT JOIN readings d ON d.content = {CONTENT} {JOIN}"
)
_KEEP = (
    "INSERT INTO results (sha256, recipe, status, reason, probabilities, involved, warnings, record, at, "
    "saved, prediction, likeliest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (sha256, recipe) DO UPDATE SET saved = excluded.saved WHERE excluded.saved <> ''"
)


class Ended(StrEnum):
    """How a run has ended."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Film:
    """A film of the batch.

    Attributes
    ----------
    id
        In the file of the batch.
    path
        Absolute.
    sha256
        Of its content; empty as long as it is not read, or where it cannot be.
    result
        Id of its result; None without.
    case
        What came of it.
    reading
        What a reader has said of it.
    """

    id: int
    path: Path
    sha256: str
    result: int | None
    case: Case
    reading: Reading = UNREAD


@contextmanager
def open_batch(folder: Path, recipe: str) -> Iterator["Batch"]:
    """Open the file of a batch, or make it; a damaged one is set aside under another name.

    Parameters
    ----------
    folder
        Where it lies; made if there is none.
    recipe
        Identifies all that results are made with; those of other recipes stay, unseen.

    Raises
    ------
    StoreError
        If it cannot be used or, later, written; if it was written by a newer version or another program.
    """
    path = folder / BATCH_FILE
    try:
        fault = find_fault(path, BATCH)
        if fault is not None and fault.kind is not FaultKind.DAMAGED:
            raise StoreError(path, f"{BATCH.what} {fault.words}")
        aside = set_aside(path) if fault is not None else None
        make_present(path, BATCH)
        with closing(connect(path)) as connection:
            message = f"{path}: {BATCH.what} is damaged and kept as {aside.name}" if aside else ""
            yield Batch(connection, recipe, message)
    except (sqlite3.Error, OSError) as error:
        raise store_error(path, f"the batch cannot go on, {GOES_ON}", error) from error


class Batch:
    """One open file of a batch; for one thread.

    Parameters
    ----------
    connection
        To a prepared file.
    recipe
        As in `open_batch`.
    message
        A sentence for the user on what was found; empty without.
    """

    def __init__(self, connection: sqlite3.Connection, recipe: str, message: str = "") -> None:
        self._connection, self._recipe = connection, recipe
        self.message = message

    def list_films(self, files: Iterable[Path], refusals: Iterable[ReadError] = ()) -> None:
        """Make these the films of the batch; what is known of the same files is kept.

        Parameters
        ----------
        files
            To be analysed.
        refusals
            What was found but cannot be; they are failed cases.
        """
        self.begin_listing()
        self.add_films(files)
        self.end_listing(refusals)

    def begin_listing(self) -> None:
        """Begin to list the films anew; those listed before stay until `end_listing`."""
        with transaction(self._connection):
            self._connection.execute(f"UPDATE films SET listed = {_BEFORE} WHERE listed")

    def add_films(self, files: Iterable[Path]) -> None:
        """Add films, or those anew that have changed; what is known of the same is kept."""
        with transaction(self._connection):
            self._connection.executemany(_LIST, [_row(file, "queued", "") for file in files])

    def end_listing(self, refusals: Iterable[ReadError]) -> None:
        """Take out what was listed before and has not been added since `begin_listing`.

        Parameters
        ----------
        refusals
            What was found but cannot be analysed; they are failed cases.
        """
        with transaction(self._connection):
            self._connection.executemany(_LIST, (_row(one.path, "failed", one.reason) for one in refusals))
            self._connection.execute(f"UPDATE films SET listed = 0 WHERE listed = {_BEFORE}")

    def drop_films(self, files: Iterable[Path]) -> None:
        """Take films out of the batch; their results stay, under their content."""
        with transaction(self._connection):
            self._connection.executemany(
                "UPDATE films SET listed = 0 WHERE path = ?", [(os.fsencode(file),) for file in files]
            )

    def begin_course(self) -> None:
        """Note that a run begins, for whoever looks at the file meanwhile."""
        with transaction(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO course VALUES (1, ?, ?, '', '')", (self._recipe, _now())
            )

    def end_course(self, ended: Ended, reason: str = "") -> None:
        """Note how the run has ended, and why if it has failed."""
        with transaction(self._connection):
            self._connection.execute("UPDATE course SET ended = ?, reason = ?", (ended.value, _text(reason)))

    def forget_failed(self) -> None:
        """Take out the failed results of this recipe, so that their films are tried again."""
        with transaction(self._connection):
            self._connection.execute(
                "DELETE FROM results WHERE recipe = ? AND status = 'failed'", (self._recipe,)
            )

    def pending(self, saves: str = "") -> list[Path]:
        """Return the films without a result, or without files that are wanted, in the order as found.

        Parameters
        ----------
        saves
            What is to be saved of each film, as `Saves.words`; empty for nothing.
        """
        rows = self._connection.execute(f"{_WAITS} ORDER BY f.id", (self._recipe, saves, saves))
        return [Path(os.fsdecode(path)) for (path,) in rows]

    def pending_of(self, files: Iterable[Path], saves: str = "") -> list[Path]:
        """Return those of some films that `pending` would return, in the order as given."""
        values = self._recipe, saves, saves
        ask = f"{_WAITS} AND f.path = ?"
        return [
            file for file in files if self._connection.execute(ask, (*values, os.fsencode(file))).fetchone()
        ]

    def known(self, saves: str = "") -> set[str]:
        """Return the SHA-256 of every content that has a result and the files that are wanted."""
        rows = self._connection.execute(_KNOWN, (self._recipe, saves, saves))
        return {sha256 for (sha256,) in rows}

    def begin(self, path: Path) -> None:
        """Note that a film is being analysed; that need not outlive the power, so no disk is waited for."""
        self._connection.execute("PRAGMA synchronous = NORMAL")
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE films SET state = 'running' WHERE path = ?", (os.fsencode(path),)
            )
        self._connection.execute("PRAGMA synchronous = FULL")

    def keep(self, done: Done) -> None:
        """Keep what came of a film; when this returns, it is on the disk.

        The outcome of a film whose content could not even be hashed holds for this run only. A content that
        has a result keeps it.
        """
        outcome = done.outcome
        lost = outcome if not done.sha256 else None
        state, reason = ("failed", _text(lost.reason)) if lost is not None else ("queued", "")
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE films SET state = ?, reason = ?, sha256 = ?, priority = ? WHERE path = ?",
                (state, reason, done.sha256, done.priority, os.fsencode(done.path)),
            )
            self._take_over_reading(done)
            if outcome is not None and done.sha256:
                self._connection.execute(_KEEP, self._result(done.sha256, outcome, done.saved.words))
            if done.thumbnail:
                self._connection.execute(
                    "INSERT OR IGNORE INTO thumbnails VALUES (?, ?)", (done.sha256, done.thumbnail)
                )

    def _take_over_reading(self, done: Done) -> None:
        """Let what was said of a file, before its content was known, be said of that."""
        if done.sha256:
            self._connection.execute(
                "UPDATE OR IGNORE readings SET content = ? WHERE content = ?",
                (done.sha256, f"file:{os.fsencode(done.path).hex().upper()}"),
            )

    def _result(self, sha256: str, outcome: Outcome, saved: str) -> tuple[object, ...]:
        return (
            sha256,
            self._recipe,
            outcome.status.value,
            _text(outcome.reason),
            json.dumps(dict(outcome.probabilities)),
            json.dumps(outcome.involved),
            outcome.warnings,
            json.dumps(dict(outcome.record), allow_nan=False),
            _now(),
            saved,
            Case(outcome.status, probabilities=outcome.probabilities).prediction,
            max(outcome.probabilities.values(), default=None),
        )

    def thumbnail(self, sha256: str) -> bytes:
        """Return the small picture of a content, a JPEG; empty without."""
        return thumbnail_of(self._connection, sha256)

    def count(self) -> int:
        """Return how many films the batch has."""
        return int(self._connection.execute("SELECT count(*) FROM films WHERE listed").fetchone()[0])

    def films(self) -> Iterator[Film]:
        """Yield every film of the batch with what came of it, in no particular order."""
        rows = self._connection.execute(_CASES, (self._recipe,))
        for film, path, sha256, result, *values, read_at, verdict, judged, remark in rows:
            reading = Reading(read_at, Verdict(verdict), judged, remark)
            yield Film(film, Path(os.fsdecode(path)), sha256, result, _case(values), reading)

    def record(self, result: int) -> str:
        """Return the whole record of a result as JSON in one line."""
        row = self._connection.execute("SELECT record FROM results WHERE id = ?", (result,)).fetchone()
        return str(row[0])

    def keep_ranks(
        self, policy: tuple[str, str, str, str], ranks: Sequence[tuple[int, int, float | None, str, str, str]]
    ) -> None:
        """Keep how the films are ranked, in place of an earlier ranking.

        Parameters
        ----------
        policy
            SHA-256, name, version and words of what they are ranked by.
        ranks
            Film, rank, urgency, reason, word, clinical priority.
        """
        with transaction(self._connection):
            self._connection.execute("INSERT OR IGNORE INTO policies VALUES (?, ?, ?, ?)", policy)
            self._connection.execute("DELETE FROM ranks")
            self._connection.executemany(
                "INSERT INTO ranks (film, rank, urgency, why, word, priority, policy) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                ((*rank, policy[0]) for rank in ranks),
            )


def thumbnail_of(connection: sqlite3.Connection, sha256: str) -> bytes:
    """Return the small picture of a content, a JPEG; empty without."""
    row = connection.execute("SELECT jpeg FROM thumbnails WHERE sha256 = ?", (sha256,)).fetchone()
    return b"" if row is None else bytes(row[0])


def _case(values: Sequence[Any]) -> Case:
    """Return a case from its columns in `_CASES`."""
    status, reason, probabilities, involved, warnings, priority = values
    shares = tuple(json.loads(involved))
    return Case(CaseStatus(status), reason, json.loads(probabilities), shares, warnings, priority)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _row(path: Path, state: str, reason: str) -> tuple[object, ...]:
    """Return the values of `_LIST` for a file; one that is not there has size -1."""
    try:
        status = path.stat()
        size, modified_ns = status.st_size, status.st_mtime_ns
    except (OSError, ValueError):
        size, modified_ns = -1, 0
    return os.fsencode(path), size, modified_ns, state, _text(reason)


def _text(words: str) -> str:
    """Return words as SQLite takes them: a file's name in them need not be valid UTF-8."""
    return words.encode(errors="backslashreplace").decode()

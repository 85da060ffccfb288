"""What has been sent on, and what waits: a table in the file of the batch."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from cxrviewer.store.schema import transaction

_ENLIST = (
    "INSERT OR IGNORE INTO deliveries (sha256, recipe, name, remote, state, tries, next_at, uid, reason) "
    "SELECT sha256, recipe, ?, ?, 'waiting', 0, 0, '', '' FROM results "
    "WHERE status <> 'failed' AND ',' || saved || ',' LIKE '%,' || ? || ',%'"
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One object for one receiver.

    Attributes
    ----------
    sha256, recipe
        The result that it is of.
    name
        Which of its files, such as "sr".
    remote
        The receiver.
    state
        "waiting", "sent", "rejected", or "none" where there is no such file.
    tries
        How often it was tried.
    reason
        Why it is not sent; empty without.
    """

    sha256: str
    recipe: str
    name: str
    remote: str
    state: str = "waiting"
    tries: int = 0
    reason: str = ""


class Deliveries:
    """The table; for one thread.

    Parameters
    ----------
    connection
        To the file of a batch.
    remote
        The receiver.
    """

    def __init__(self, connection: sqlite3.Connection, remote: str) -> None:
        self._connection, self._remote = connection, remote

    def enlist(self, names: Iterable[str]) -> None:
        """Let the files of all results wait that have not been enlisted."""
        with transaction(self._connection):
            for name in names:
                self._connection.execute(_ENLIST, (name, self._remote, name))

    def due(self, now: float, most: int = 100) -> list[Delivery]:
        """Return what is to be sent now, seconds since 1970, what has waited longest first."""
        rows = self._connection.execute(
            "SELECT sha256, recipe, name, remote, state, tries, reason FROM deliveries "
            "WHERE remote = ? AND state = 'waiting' AND next_at <= ? ORDER BY next_at, rowid LIMIT ?",
            (self._remote, now, most),
        )
        return [Delivery(*row) for row in rows]

    def waiting(self) -> int:
        """Return how many objects wait, whenever they are due."""
        statement = "SELECT count(*) FROM deliveries WHERE remote = ? AND state = 'waiting'"
        return int(self._connection.execute(statement, (self._remote,)).fetchone()[0])

    def was_sent(self, uid: str) -> bool:
        """Whether an object has been sent to this receiver."""
        statement = "SELECT 1 FROM deliveries WHERE remote = ? AND uid = ? AND state = 'sent'"
        return self._connection.execute(statement, (self._remote, uid)).fetchone() is not None

    def note(self, one: Delivery, state: str, uid: str = "", reason: str = "", next_at: float = 0.0) -> None:
        """Note what became of a try; when this returns, it is on the disk."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE deliveries SET state = ?, uid = ?, reason = ?, next_at = ?, tries = tries + 1 "
                "WHERE sha256 = ? AND recipe = ? AND name = ? AND remote = ?",
                (state, uid, reason, next_at, one.sha256, one.recipe, one.name, one.remote),
            )

    def unsent(self) -> list[Delivery]:
        """Return what could not be sent until now."""
        rows = self._connection.execute(
            "SELECT sha256, recipe, name, remote, state, tries, reason FROM deliveries "
            "WHERE state = 'rejected' OR state = 'waiting' AND tries > 0 ORDER BY rowid"
        )
        return [Delivery(*row) for row in rows]

"""What readers decided against the gate: image, time, reason."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cxrviewer.errors import StoreError
from cxrviewer.store.opening import connect, store_error
from cxrviewer.store.schema import transaction
from cxrviewer.study import Overrule

_CHANGE = (
    "INSERT INTO changes (at, subject, what, added, changed, removed) VALUES (?, ?, 'overrule', 1, 0, 0)"
)


class Overrules:
    """The overrules in a prepared file of readings; any thread may use it.

    Parameters
    ----------
    path
        See `prepare_readings`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def find(self, image_key: str) -> Overrule | None:
        """Return the reader's decision on an image; None of none.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """
        with self._connected("what the reader overruled cannot be read") as connection:
            row = connection.execute(
                "SELECT at, reason FROM overrules WHERE image = ?", (image_key,)
            ).fetchone()
            return None if row is None else Overrule(*row)

    def keep(self, image_key: str, overrule: Overrule) -> None:
        """Keep a decision in place of an earlier one; it is safe on the disk when the call returns.

        Raises
        ------
        StoreError
            If the file cannot be written.
        """
        with self._connected("the decision is not saved") as connection, transaction(connection):
            connection.execute(
                "INSERT OR REPLACE INTO overrules (image, at, reason) VALUES (?, ?, ?)",
                (image_key, overrule.at, overrule.reason),
            )
            connection.execute(_CHANGE, (overrule.at, image_key))

    @contextmanager
    def _connected(self, what: str) -> Iterator[sqlite3.Connection]:
        """Connect for one use, and tell the user what cannot be done and why."""
        if not self.path.exists():  # SQLite would make an empty file
            raise StoreError(self.path, f"{what} (the file has been removed)")
        try:
            with closing(connect(self.path)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise store_error(self.path, what, error) from error

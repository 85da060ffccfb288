"""What models said: a table with a row for each image and all that the answer was made with."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from cxrviewer import __version__
from cxrviewer.errors import StoreError
from cxrviewer.store.opening import connected
from cxrviewer.store.schema import transaction

T = TypeVar("T")
Value = str | int | bytes


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table of a prepared file of readings; any thread may use it.

    Attributes
    ----------
    path
        See `prepare_readings`.
    name
        Of the table.
    unread, unsaved
        What to say if a row cannot be read or written.
    """

    path: Path
    name: str
    unread: str
    unsaved: str

    def newest(
        self, wanted: Mapping[str, Value], columns: Sequence[str], unpack: Callable[..., T]
    ) -> T | None:
        """Return what was kept last under these values; None of nothing.

        Parameters
        ----------
        wanted
            Column -> value.
        columns
            That `unpack` takes; it raises ValueError if they are damaged.
        unpack
            Makes something of a row.

        Raises
        ------
        StoreError
            If the file cannot be read.
        """
        conditions = " AND ".join(f"{column} = ?" for column in wanted)
        with connected(self.path, self.unread) as connection:
            row = connection.execute(
                f"SELECT {', '.join(columns)} FROM {self.name} WHERE {conditions} ORDER BY id DESC",
                tuple(wanted.values()),
            ).fetchone()
        try:
            return None if row is None else unpack(*row)
        except ValueError as error:
            raise StoreError(self.path, f"{self.unread} (it is damaged)") from error

    def put(self, values: Mapping[str, Value]) -> None:
        """Write a row, with the time, in place of one that the table takes for the same.

        Raises
        ------
        StoreError
            If the file cannot be written.
        """
        row = {**values, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        places = ", ".join("?" * len(row))
        with connected(self.path, self.unsaved) as connection, transaction(connection):
            connection.execute(
                f"INSERT OR REPLACE INTO {self.name} ({', '.join(row)}) VALUES ({places})",
                tuple(row.values()),
            )


def recipe_key(*parts: object) -> str:
    """Identify what an answer is made with (values of JSON), as this version of the program follows it."""
    words = json.dumps([__version__, *parts], sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()

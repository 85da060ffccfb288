"""Taking over what can still be read of a damaged file of readings."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from cxrviewer.store.opening import connect
from cxrviewer.store.readings_schema import OF_READERS
from cxrviewer.store.schema import transaction


def salvage(damaged: Path, into: Path) -> int:
    """Copy every row of the readers' tables that can be read.

    Parameters
    ----------
    damaged
        It is opened for reading alone.
    into
        A prepared, empty file.

    Returns
    -------
    int
        How many annotations it has now.

    Raises
    ------
    sqlite3.Error
        If the new file cannot be written.
    """
    address = f"{damaged.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as source, closing(connect(into)) as target:
        with transaction(target):
            for table in OF_READERS:
                _copy(source, target, table)
        return int(target.execute("SELECT count(*) FROM annotations").fetchone()[0])


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    """Copy a table from its beginning and from its end up to what cannot be read."""
    for order in ("ASC", "DESC"):
        for row in _readable(source, f"SELECT * FROM {table} NOT INDEXED ORDER BY rowid {order}"):
            with suppress(sqlite3.IntegrityError):  # a damaged row may have values of the wrong kind
                target.execute(
                    f"INSERT OR IGNORE INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                    tuple(row.values()),
                )


def _readable(source: sqlite3.Connection, statement: str) -> Iterator[dict[str, Any]]:
    """Yield rows, column -> value, until one cannot be read."""
    with suppress(sqlite3.DatabaseError):
        cursor = source.execute(statement)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))

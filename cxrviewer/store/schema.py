"""A file of ours in SQLite: what its schema is, and how an older one becomes a present one."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Schema:
    """One kind of file.

    Attributes
    ----------
    what
        What such a file is called in sentences for the user.
    application_id
        Tells it from files of other programs and of the other kinds.
    migrations
        The statements at place n lead from version n to version n + 1.
    checked
        Tables that are checked page by page when the file is opened; empty for the whole file.
    """

    what: str
    application_id: int
    migrations: tuple[tuple[str, ...], ...]
    checked: frozenset[str] = frozenset()

    @property
    def version(self) -> int:
        """The present version."""
        return len(self.migrations)


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the schema version of a file; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def columns(connection: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """Return every (table, column) of a file."""
    found = connection.execute(
        "SELECT place.name, part.name FROM sqlite_schema AS place, pragma_table_info(place.name) AS part "
        "WHERE place.type = 'table'"
    )
    return frozenset(found)


@cache
def columns_of(schema: Schema) -> frozenset[tuple[str, str]]:
    """Return every (table, column) that a file of the present version has."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, schema)
        return columns(connection)


def migrate(connection: sqlite3.Connection, schema: Schema, target: int | None = None) -> None:
    """Bring a file to a schema version, each step whole or not at all.

    Parameters
    ----------
    connection
        In autocommit mode. Another process may migrate the same file at the same time.
    schema
        What the file is to be.
    target
        Version to stop at; the present one by default.
    """
    target = schema.version if target is None else target
    while schema_version(connection) < target:
        with transaction(connection):
            version = schema_version(connection)
            if version < target:
                for statement in schema.migrations[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {schema.application_id}")
                connection.execute(f"PRAGMA user_version = {version + 1}")


class transaction:  # noqa: N801 - reads as a statement
    """Hold a file for writing; everything within is kept, or nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:  # SQLite itself takes back some that fail, but not all
                self._connection.execute("ROLLBACK")

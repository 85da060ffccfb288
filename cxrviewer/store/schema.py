"""The tables of the index and how an older index becomes a present one."""

import sqlite3

APPLICATION_ID = 0x63787276  # "cxrv"
NO_NUMBER = 2**31  # above every value of the VR IS (PS3.5 6.2), so that what has no number comes last

_VERSION_1 = (
    """CREATE TABLE patients (
        id INTEGER PRIMARY KEY,
        patient_id TEXT NOT NULL, name TEXT NOT NULL, birth_date TEXT NOT NULL,
        sex TEXT NOT NULL, search TEXT NOT NULL,
        UNIQUE (patient_id, name, birth_date)
    ) STRICT""",
    """CREATE TABLE studies (
        id INTEGER PRIMARY KEY,
        patient INTEGER NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
        uid TEXT NOT NULL, date TEXT NOT NULL, time TEXT NOT NULL, description TEXT NOT NULL,
        accession_number TEXT NOT NULL, institution TEXT NOT NULL, search TEXT NOT NULL,
        UNIQUE (patient, uid)
    ) STRICT""",
    """CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        study INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
        uid TEXT NOT NULL, number INTEGER NOT NULL, modality TEXT NOT NULL, description TEXT NOT NULL,
        body_part TEXT NOT NULL, search TEXT NOT NULL,
        UNIQUE (study, uid)
    ) STRICT""",
    """CREATE TABLE instances (
        id INTEGER PRIMARY KEY,
        series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
        uid TEXT NOT NULL, number INTEGER NOT NULL,
        rows INTEGER NOT NULL, columns INTEGER NOT NULL, frames INTEGER NOT NULL,
        sop_class_uid TEXT NOT NULL, transfer_syntax_uid TEXT NOT NULL,
        is_image INTEGER NOT NULL, description TEXT NOT NULL,
        UNIQUE (series, uid, number, rows, columns, frames)
    ) STRICT""",
    """CREATE TABLE files (
        id INTEGER PRIMARY KEY,
        path BLOB NOT NULL UNIQUE, name TEXT NOT NULL, position TEXT NOT NULL,
        size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 TEXT,
        instance INTEGER REFERENCES instances (id) ON DELETE CASCADE,
        header TEXT NOT NULL, refusal TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX files_by_instance ON files (instance)",
    "CREATE INDEX studies_by_date ON studies (date)",
    f"PRAGMA application_id = {APPLICATION_ID}",
)

_VERSION_2 = (
    """CREATE TABLE thumbnails (
        file INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
        png BLOB NOT NULL
    ) STRICT""",
)

# The statements at place n lead from version n to version n + 1.
MIGRATIONS: tuple[tuple[str, ...], ...] = (_VERSION_1, _VERSION_2)
SCHEMA_VERSION = len(MIGRATIONS)
TABLES = frozenset({"patients", "studies", "series", "instances", "files", "thumbnails"})


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the schema version of an index; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, target: int = SCHEMA_VERSION) -> None:
    """Bring an index to a schema version, each step whole or not at all.

    Parameters
    ----------
    connection
        In autocommit mode. Another process may migrate the same index at the same time.
    target
        Version to stop at.
    """
    while schema_version(connection) < target:
        with transaction(connection):
            version = schema_version(connection)
            if version < target:
                for statement in MIGRATIONS[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")


class transaction:  # noqa: N801 - reads as a statement
    """Hold the index for writing; everything within is kept, or nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")

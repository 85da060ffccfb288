"""Opening the index: what cannot be used is set aside under another name, never lost and never in the way."""

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from cxrviewer.errors import StoreError
from cxrviewer.store.schema import APPLICATION_ID, SCHEMA_VERSION, TABLES, migrate, schema_version

_BUSY_SECONDS = 10.0
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_COMPANIONS = ("", "-wal", "-shm")


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection for one thread, in autocommit mode.

    The journal is a write-ahead log, so that readers and the writer do not wait for each other, and every
    commit is on the disk when it returns.
    """
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def prepare_index(path: Path) -> tuple[str, ...]:
    """Make sure that there is a usable index of the present schema.

    Parameters
    ----------
    path
        The index; it and its folder need not exist.

    Returns
    -------
    tuple of str
        A sentence, if what was there had to be set aside.

    Raises
    ------
    StoreError
        If there cannot be an index at this place.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        reason = _fault(path) if path.exists() else ""
        messages = (_set_aside(path, reason),) if reason else ()
        with closing(connect(path)) as connection:
            migrate(connection)
        path.chmod(0o600)  # it names patients
    except (OSError, sqlite3.Error) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise StoreError(path, f"the index of studies cannot be used ({words})") from error
    return messages


def _fault(path: Path) -> str:
    """Say why a file cannot serve as the index; empty if it can."""
    try:
        with closing(connect(path)) as connection:
            return _fault_inside(connection)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in _DAMAGED:
            return "is damaged"
        raise


def _fault_inside(connection: sqlite3.Connection) -> str:
    version = schema_version(connection)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not tables and version == 0:
        return ""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        return "was not written by this program"
    if version > SCHEMA_VERSION:
        return f"was written by a newer version of the program (schema {version}, not {SCHEMA_VERSION})"
    whole = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    complete = version < SCHEMA_VERSION or tables >= TABLES
    return "" if whole and complete else "is damaged"


def _set_aside(path: Path, reason: str) -> str:
    """Give the index, with its log, a name that is free, and say so."""
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
    aside = path.with_name(f"{path.stem}.set-aside-{stamp}{path.suffix}")
    for companion in _COMPANIONS:
        with suppress(FileNotFoundError):
            Path(f"{path}{companion}").rename(f"{aside}{companion}")
    return (
        f"{path}: the index of studies {reason}; it is kept as {aside.name}, and a new one is filled "
        "with what you open from now on."
    )

"""Opening a file of ours, and telling why one cannot serve."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from cxrviewer.errors import StoreError
from cxrviewer.store.schema import Schema, columns, columns_of, migrate, schema_version

_BUSY_SECONDS = 10.0
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_COMPANIONS = ("", "-wal", "-shm")
_OF_OTHERS = 0o077


def connect(path: Path, busy_seconds: float = _BUSY_SECONDS) -> sqlite3.Connection:
    """Return a connection for one thread, in autocommit mode.

    The journal is a write-ahead log, so that readers and the writer do not wait for each other, and every
    commit is on the disk when it returns.

    Parameters
    ----------
    path
        The file.
    busy_seconds
        How long to wait for others who write to it.
    """
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


class FaultKind(Enum):
    """Why a file cannot serve."""

    DAMAGED = auto()
    FOREIGN = auto()
    NEWER = auto()


class Fault(NamedTuple):
    """Why a file cannot serve, and the same in words that follow its name."""

    kind: FaultKind
    words: str


_IS_DAMAGED = Fault(FaultKind.DAMAGED, "is damaged")
_IS_FOREIGN = Fault(FaultKind.FOREIGN, "was not written by this program")


def find_fault(path: Path, schema: Schema) -> Fault | None:
    """Say why a file cannot serve; None if it can, or is not there.

    Raises
    ------
    sqlite3.Error
        If it cannot be opened for a reason that lies outside it.
    """
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path, _BUSY_SECONDS)) as connection:  # leaves the journal mode alone
            return _fault_inside(connection, schema)
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return _IS_DAMAGED
        raise


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether an error says that a file is damaged."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _fault_inside(connection: sqlite3.Connection, schema: Schema) -> Fault | None:
    version = schema_version(connection)
    present = columns(connection)
    if not present and version == 0:
        return None
    if connection.execute("PRAGMA application_id").fetchone()[0] != schema.application_id:
        return _IS_FOREIGN
    if version > schema.version:
        return Fault(
            FaultKind.NEWER,
            f"was written by a newer version of the program (schema {version}, not {schema.version})",
        )
    complete = version < schema.version or present >= columns_of(schema)
    tables = {table for table, _column in present}
    return None if complete and _whole(connection, schema.checked & tables) else _IS_DAMAGED


def _whole(connection: sqlite3.Connection, tables: frozenset[str]) -> bool:
    """Check tables with their indices."""
    checks = [f"PRAGMA quick_check({table})" for table in sorted(tables)] or ["PRAGMA quick_check(1)"]
    return all(connection.execute(check).fetchone()[0] == "ok" for check in checks)


def make_present(path: Path, schema: Schema) -> None:
    """Make a file, which nobody else may read, or bring it to the present schema.

    Raises
    ------
    OSError, sqlite3.Error
        If that cannot be done at this place.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)  # its log, made later, takes the same
    mode = path.stat().st_mode
    if mode & _OF_OTHERS:
        path.chmod(mode & ~_OF_OTHERS)
    with closing(connect(path)) as connection:
        migrate(connection, schema)


def set_aside(path: Path) -> Path:
    """Give a file, with its log, a name that is free; return that name."""
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
    aside = path.with_name(f"{path.stem}.set-aside-{stamp}{path.suffix}")
    for companion in _COMPANIONS:
        with suppress(FileNotFoundError):
            Path(f"{path}{companion}").rename(f"{aside}{companion}")
    return aside


def require_there(path: Path, what: str) -> None:
    """Refuse a file that is gone: SQLite would make an empty one, or write to what nobody can open again.

    Raises
    ------
    StoreError
        If it is not there; `what` says what cannot be done.
    """
    if not path.exists():
        raise StoreError(path, f"{what} (the file has been removed)")


@contextmanager
def connected(path: Path, what: str) -> Iterator[sqlite3.Connection]:
    """Connect to a prepared file for one use.

    Raises
    ------
    StoreError
        If that or what is done within fails; `what` says what cannot be done.
    """
    require_there(path, what)
    try:
        with closing(connect(path)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise store_error(path, what, error) from error


def store_error(path: Path, what: str, error: OSError | sqlite3.Error) -> StoreError:
    """Return the error for the user: `what` says what cannot be done, without the reason."""
    words = getattr(error, "strerror", None) or str(error)
    return StoreError(path, f"{what} ({words})")

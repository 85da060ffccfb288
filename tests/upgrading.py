"""Files as earlier versions of the program wrote them, made anew from their SQL in `tests/upgrades`."""

import sqlite3
from contextlib import closing
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "upgrades"


def write_older(name: str, path: Path) -> Path:
    """Write the file whose SQL has this name; it is in the schema version that the name tells."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript((FOLDER / f"{name}.sql").read_text(encoding="utf-8"))
    return path


def rows(path: Path, table: str) -> list[dict[str, object]]:
    """Return what a table holds, by the names of its columns."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")]


def tables(path: Path) -> list[str]:
    """Return the names of the tables."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")
        return [name for (name,) in found]


def make_newer(path: Path) -> bytes:
    """Say in a file that a version of the future has written it; return its content."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("PRAGMA journal_mode = DELETE")
    return path.read_bytes()

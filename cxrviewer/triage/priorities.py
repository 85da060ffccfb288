"""Clinical priorities from a table beside the films."""

import csv
from pathlib import Path

from cxrviewer.errors import FileError

_COLUMNS = ("file", "priority")


def read_priorities(path: Path) -> dict[str, str]:
    """Read a CSV file with the columns `file` and `priority`.

    Parameters
    ----------
    path
        UTF-8. A file is named by its path, absolute or from the table's folder on, or by its name alone.

    Returns
    -------
    Absolute path, and name where that alone is given, -> priority.

    Raises
    ------
    FileError
        If it cannot be read or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            table = csv.DictReader(stream)
            missing = [column for column in _COLUMNS if column not in (table.fieldnames or ())]
            if missing:
                raise FileError(path, f"has no column {missing[0]!r}")
            return {_name(path, row["file"] or ""): (row["priority"] or "").strip() for row in table}
    except OSError as error:
        raise FileError(path, f"cannot be read ({error.strerror or error})") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise FileError(path, "is no table in UTF-8") from error


def _name(table: Path, file: str) -> str:
    """Return how a film is looked up: a bare name as it is, a path from the table's folder on."""
    return file if Path(file).name == file else str(table.absolute().parent / file)

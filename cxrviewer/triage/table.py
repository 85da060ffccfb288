"""The worklist as a Parquet file."""

import io
from collections.abc import Sequence
from pathlib import Path

from cxrviewer.errors import CxrviewerError
from cxrviewer.export.writing import write_bytes
from cxrviewer.triage.policy import Policy
from cxrviewer.triage.worklist import COLUMNS, Entry, row_of

PARQUET = "worklist.parquet"
_WHOLE = frozenset({"rank", "quality_warnings"})
_REAL = frozenset({"urgency", "extent", *(column for column in COLUMNS if column.startswith("p_"))})


def require_parquet() -> None:
    """Make sure that Parquet can be written.

    Raises
    ------
    CxrviewerError
        If pyarrow, which is 170 MB large, is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401, PLC0415 - large and optional
    except ImportError as error:
        raise CxrviewerError("Parquet needs pyarrow: pip install 'cxrviewer[parquet]'") from error


def write_parquet(folder: Path, entries: Sequence[Entry], policy: Policy) -> None:
    """Write `worklist.parquet`: the columns of `worklist.csv`, null where that is empty for want of a value.

    Raises
    ------
    FileError
        If it cannot be written.
    """
    import pyarrow  # noqa: PLC0415 - large and optional
    import pyarrow.parquet  # noqa: PLC0415

    rows = [row_of(entry, policy) for entry in entries]
    kinds = {name: pyarrow.int64() if name in _WHOLE else pyarrow.string() for name in COLUMNS}
    kinds |= dict.fromkeys(_REAL, pyarrow.float64())
    columns = [pyarrow.array([_value(row[name]) for row in rows], kinds[name]) for name in COLUMNS]
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns, names=list(COLUMNS)), stream)
    write_bytes(folder / PARQUET, stream.getvalue())


def _value(value: object) -> object:
    """Return a value as Parquet takes it: names of files need not be valid UTF-8."""
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value

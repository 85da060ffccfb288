"""A split as it was used, as a table: `split.csv`."""

import csv
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cxrviewer.errors import DataError
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.splits import Split

SPLIT_FILE = "split.csv"
_COLUMNS = ("file", "side", "group", "label", "source", "fold")


def film_name(record: FilmRecord, data: Path) -> str:
    """Return the film's path relative to the data set's folder where it lies in it, with forward slashes."""
    folder, path = (data if data.is_dir() else data.parent), record.path
    return (path.relative_to(folder) if path.is_relative_to(folder) else path.absolute()).as_posix()


def write_split(split: Split, data: Path, folder: Path) -> Path:
    """Write every film and its side to `split.csv`, whole or not at all.

    Parameters
    ----------
    split
        The films.
    data
        The data set that they come from, a folder or a manifest.
    folder
        Of the run; it exists.
    """
    folds = split.folds or {}
    handle, name = tempfile.mkstemp(dir=folder, prefix=SPLIT_FILE)
    with os.fdopen(handle, "w", newline="", encoding="utf-8") as table:
        writer = csv.writer(table)
        writer.writerow(_COLUMNS)
        for side, records in split.sides.items():
            writer.writerows(
                (film_name(one, data), side, one.group, one.label, one.source, folds.get(one.group, ""))
                for one in records
            )
    Path(name).replace(folder / SPLIT_FILE)
    return folder / SPLIT_FILE


def read_split(folder: Path, records: Sequence[FilmRecord], data: Path) -> Split:
    """Put the films of a data set on the sides that `split.csv` in a run's folder gives them.

    Films that the table does not name are left out; copies' patients stay the one that they were made.

    Parameters
    ----------
    folder
        Of the run.
    records
        All films of the data set.
    data
        The data set, a folder or a manifest; it may have been moved since.

    Raises
    ------
    DataError
        If there is no such table, it is not one of ours, or names a film that the data set has not.
    """
    file = folder / SPLIT_FILE
    rows = _rows(file)
    known = {film_name(record, data): record for record in records}
    sides: dict[str, list[FilmRecord]] = {"training": [], "validation": [], "test": []}
    folds: dict[str, int] = {}
    for row in rows:
        if row["file"] not in known or row["side"] not in sides:
            raise DataError(f"{file}: names {row['file']}, which the data set {data} has not")
        sides[row["side"]].append(replace(known[row["file"]], group=row["group"]))
        if row["fold"]:
            folds[row["group"]] = int(row["fold"])
    training, validation, test = (tuple(films) for films in sides.values())
    return Split(training, validation, test, folds or None)


def _rows(file: Path) -> list[dict[str, str]]:
    """Read the table."""
    try:
        with file.open(newline="", encoding="utf-8") as handle:
            reader = csv.DictReader(handle)
            rows = list(reader)
    except OSError as error:
        raise DataError(f"{file}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{file}: is not a table of a split") from error
    if tuple(reader.fieldnames or ()) != _COLUMNS or any(None in row.values() for row in rows):
        raise DataError(f"{file}: is not a table of a split")
    return rows

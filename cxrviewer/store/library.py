"""Reading the index: patients, their studies, series and images, as many at a time as are looked at."""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxrviewer.readers import FileHeader
from cxrviewer.store.headers import State, stored_header
from cxrviewer.store.index_schema import NO_NUMBER
from cxrviewer.study.library import (
    ImageEntry,
    PatientEntry,
    Selection,
    SeriesEntry,
    SortKey,
    StudyEntry,
)

# Files with all that they lie in; the same file in another folder counts once.
_LISTED = (
    "SELECT files.id AS file, instances.id AS instance, series.id AS series, series.modality AS modality, "
    "studies.id AS study, studies.patient AS patient, studies.date AS date "
    "FROM files JOIN instances ON instances.id = files.instance JOIN series ON series.id = instances.series "
    "JOIN studies ON studies.id = series.study JOIN patients ON patients.id = studies.patient "
    "WHERE NOT EXISTS (SELECT 1 FROM files AS same WHERE same.instance = files.instance "
    "AND same.id < files.id AND same.name = files.name AND same.size = files.size{among}){conditions}"
)
# Asked file by file, so that the list of what is opened is never what a query goes along
_OPENED = " AND EXISTS (SELECT 1 FROM temp.opened WHERE opened.file = {}.id)"
_KEYS = {
    "patients": "studies.patient",
    "studies": "series.study",
    "series": "series.id",
    "files": "files.id",
}
_TEXTS = (
    "patients.search || ' ' || studies.search || ' ' || "
    "ifnull((SELECT group_concat(search, ' ') FROM series WHERE series.study = studies.id), '')"
)
_FOUND = f"{_TEXTS} LIKE ? ESCAPE '\\'"
# The same, looked up once for each study and not for each of its files
_FOUND_IN_ALL = (
    "studies.id IN (SELECT studies.id FROM studies JOIN patients ON patients.id = studies.patient "
    f"WHERE {_FOUND})"
)
_PATIENT_ORDER = {
    SortKey.NAME: "name = '', name {way}, patient_id",
    SortKey.DATE: "latest {way}, name",
    SortKey.MODALITY: "modalities {way}, name",
    SortKey.IMAGES: "images {way}, name",
    SortKey.IDENTIFIER: "patient_id {way}, name",
}
_STUDY_ORDER = {
    SortKey.NAME: "date DESC, time DESC",
    SortKey.DATE: "date {way}, time {way}",
    SortKey.MODALITY: "modalities {way}, date DESC, time DESC",
    SortKey.IMAGES: "images {way}, date DESC, time DESC",
    SortKey.IDENTIFIER: "accession_number {way}, date DESC, time DESC",
}


class Library:
    """What the index holds, as one thread sees it through its own connection.

    Parameters
    ----------
    connection
        To a prepared index. What has been opened in this run is noted in a temporary table of it.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("CREATE TEMPORARY TABLE IF NOT EXISTS opened (file INTEGER PRIMARY KEY)")

    def note_opened(self, files: Iterable[int]) -> None:
        """Count files as opened in this run."""
        self._connection.execute("BEGIN")
        self._connection.executemany(
            "INSERT OR IGNORE INTO temp.opened (file) VALUES (?)", ((file,) for file in files)
        )
        self._connection.execute("COMMIT")

    def patients(self, selection: Selection, offset: int = 0, limit: int = -1) -> list[PatientEntry]:
        """Return the patients that have a study of the selection, in its order."""
        listed, values = _listed(selection)
        rows = self._rows(
            f"SELECT patients.id, name, patient_id, birth_date, sex, max(date) AS latest, "
            f"group_concat(DISTINCT modality) AS modalities, count(DISTINCT study), count(*) AS images "
            f"FROM ({listed}) JOIN patients ON patients.id = patient GROUP BY patient "
            f"ORDER BY {_order(_PATIENT_ORDER, selection)}, patients.id LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return [PatientEntry(*_with_modalities(row, 6)) for row in rows]

    def studies(
        self, patient: int, selection: Selection, offset: int = 0, limit: int = -1
    ) -> list[StudyEntry]:
        """Return the studies of a patient that the selection takes, newest first unless it says else."""
        listed, values = _listed(selection, ("studies.patient = ?", patient))
        rows = self._rows(
            f"SELECT studies.id, uid, studies.date AS date, time, description, accession_number, "
            f"institution, group_concat(DISTINCT modality) AS modalities, count(DISTINCT series), "
            f"count(*) AS images FROM ({listed}) AS listed JOIN studies ON studies.id = listed.study "
            f"GROUP BY studies.id ORDER BY {_order(_STUDY_ORDER, selection)}, studies.id LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return [StudyEntry(*_with_modalities(row, 7)) for row in rows]

    def series(self, study: int, selection: Selection, offset: int = 0, limit: int = -1) -> list[SeriesEntry]:
        """Return the series of a study by their numbers."""
        listed, values = _listed(_whole_study(selection), ("series.study = ?", study))
        rows = self._rows(
            f"SELECT series.id, uid, number, series.modality, description, body_part, count(*) "
            f"FROM ({listed}) AS listed JOIN series ON series.id = listed.series GROUP BY series.id "
            f"ORDER BY number, series.id LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return [SeriesEntry(row[0], row[1], _number(row[2]), *row[3:]) for row in rows]

    def images(self, series: int, selection: Selection, offset: int = 0, limit: int = -1) -> list[ImageEntry]:
        """Return the images of a series by their numbers, then by their names."""
        listed, values = _listed(_whole_study(selection), ("series.id = ?", series))
        rows = self._rows(
            f"SELECT files.id, path, uid, number, rows, columns, frames, is_image, description "
            f"FROM ({listed}) AS listed JOIN files ON files.id = listed.file "
            f"JOIN instances ON instances.id = listed.instance "
            f"ORDER BY number, position, files.id LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return [_image(row) for row in rows]

    def images_within(self, table: str, row: int, selection: Selection) -> list[ImageEntry]:
        """Return the images of a row of "patients", "studies", "series" or "files", in reading order.

        The newest study comes first, its series by their numbers, their images by theirs; what is no image
        is left out.
        """
        listed, values = _listed(selection, (f"{_KEYS[table]} = ?", row))
        rows = self._rows(
            f"SELECT files.id, path, instances.uid, instances.number, rows, columns, frames, is_image, "
            f"instances.description FROM ({listed}) AS listed JOIN files ON files.id = listed.file "
            f"JOIN instances ON instances.id = listed.instance JOIN series ON series.id = listed.series "
            f"JOIN studies ON studies.id = listed.study WHERE is_image ORDER BY studies.date DESC, "
            f"studies.time DESC, studies.id, series.number, series.id, instances.number, position, files.id",
            values,
        )
        return [_image(row) for row in rows]

    def header(self, file: int) -> FileHeader | None:
        """Return what a file said of itself when it was last seen; None if that is no longer known."""
        rows = self._rows(
            "SELECT path, size, modified_ns, header FROM files WHERE id = ? AND refusal = ''", (file,)
        )
        if not rows:
            return None
        path, size, modified_ns, text = rows[0]
        return stored_header(State(Path(os.fsdecode(path)), size, modified_ns), text)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def counts(self, selection: Selection) -> tuple[int, int]:
        """Return how many studies and images the selection takes."""
        listed, values = _listed(selection)
        row = self._rows(f"SELECT count(DISTINCT study), count(*) FROM ({listed})", values)[0]
        return int(row[0]), int(row[1])

    def place(self, path: Path) -> tuple[int, int, int, int] | None:
        """Return the ids of patient, study, series and file of a path; None if it is not known."""
        rows = self._rows(
            "SELECT patient, study, series, files.id FROM files JOIN instances ON instances.id = instance "
            "JOIN series ON series.id = series JOIN studies ON studies.id = study WHERE path = ?",
            (os.fsencode(path.absolute()),),
        )
        return tuple(rows[0]) if rows else None

    def thumbnail(self, file: int) -> bytes | None:
        """Return the small picture of a file as PNG, if it has been made."""
        rows = self._rows("SELECT png FROM thumbnails WHERE file = ?", (file,))
        return rows[0][0] if rows else None

    def _rows(self, statement: str, values: Sequence[object]) -> list[Any]:
        return self._connection.execute(statement, values).fetchall()


def _listed(selection: Selection, *more: tuple[str, int]) -> tuple[str, list[object]]:
    """Return the statement that lists the files of a selection, and its values."""
    conditions = [*more, *_conditions(selection, _FOUND if more else _FOUND_IN_ALL)]
    wanted = "".join(f" AND {condition}" for condition, _ in conditions)
    opened = [_OPENED.format(name) if selection.opened_only else "" for name in ("same", "files")]
    statement = _LISTED.format(among=opened[0], conditions=wanted + opened[1])
    return statement, [value for _, value in conditions]


def _conditions(selection: Selection, found_by: str) -> list[tuple[str, object]]:
    """Return what a study must fulfil; one without a date is in no interval."""
    found: list[tuple[str, object]] = [
        (found_by, f"%{_literal(word)}%") for word in selection.search.casefold().split()
    ]
    if selection.since:
        found.append(("studies.date >= ?", selection.since))
    if selection.until:
        found.append(("studies.date BETWEEN '0' AND ?", selection.until))
    return found


def _whole_study(selection: Selection) -> Selection:
    """Return a selection for the inside of a study that is listed: words and dates choose whole studies."""
    return replace(selection, search="", since="", until="")


def _literal(word: str) -> str:
    """Take the meaning from the signs that LIKE reads as any text."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _order(orders: dict[SortKey, str], selection: Selection) -> str:
    return orders[selection.key].format(
        way="COLLATE NOCASE DESC" if selection.descending else "COLLATE NOCASE"
    )


def _with_modalities(row: Sequence[Any], column: int) -> list[Any]:
    """Return a row with the modalities of a column, a list in one text, as a tuple."""
    modalities = tuple(sorted(filter(None, (row[column] or "").split(","))))
    return [*row[:column], modalities, *row[column + 1 :]]


def _number(stored: int) -> int | None:
    return None if stored == NO_NUMBER else stored


def _image(row: Sequence[Any]) -> ImageEntry:
    file, path, uid, number, rows, columns, frames, is_image, description = row
    return ImageEntry(
        file,
        Path(os.fsdecode(path)),
        uid,
        _number(number),
        rows,
        columns,
        frames,
        bool(is_image),
        description,
    )

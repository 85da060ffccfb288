"""Putting files into the index and taking them out again."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import ReadError
from cxrviewer.readers import FileHeader
from cxrviewer.store.grouping import Place, display_name, place_of, position
from cxrviewer.store.headers import State, header_text, stored_header
from cxrviewer.store.schema import transaction

_PATIENT = (
    "INSERT INTO patients (patient_id, name, birth_date, sex, search) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET sex = excluded.sex RETURNING id"
)
_STUDY = (
    "INSERT INTO studies (uid, date, time, description, accession_number, institution, search, patient) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET date = excluded.date, time = excluded.time, "
    "description = excluded.description, accession_number = excluded.accession_number, "
    "institution = excluded.institution, search = excluded.search RETURNING id"
)
_SERIES = (
    "INSERT INTO series (uid, number, modality, description, body_part, search, study) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET number = excluded.number, "
    "modality = excluded.modality, description = excluded.description, body_part = excluded.body_part, "
    "search = excluded.search RETURNING id"
)
_INSTANCE = (
    "INSERT INTO instances (uid, number, rows, columns, frames, sop_class_uid, transfer_syntax_uid, "
    "is_image, description, series) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "sop_class_uid = excluded.sop_class_uid, transfer_syntax_uid = excluded.transfer_syntax_uid, "
    "is_image = excluded.is_image, description = excluded.description RETURNING id"
)
_FILE = (
    "INSERT INTO files (path, name, position, size, modified_ns, instance, header, refusal) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET size = excluded.size, sha256 = NULL, "
    "modified_ns = excluded.modified_ns, instance = excluded.instance, header = excluded.header, "
    "refusal = excluded.refusal RETURNING id"
)
# What has lost its last file, from the leaves to the root.
_EMPTY = (
    "DELETE FROM instances WHERE id NOT IN (SELECT instance FROM files WHERE instance IS NOT NULL)",
    "DELETE FROM series WHERE id NOT IN (SELECT series FROM instances)",
    "DELETE FROM studies WHERE id NOT IN (SELECT study FROM series)",
    "DELETE FROM patients WHERE id NOT IN (SELECT patient FROM studies)",
)


@dataclass(frozen=True, slots=True)
class Known:
    """A file that the index knows in its present state.

    Attributes
    ----------
    file
        Its id.
    header
        As it was read; None if it could not be.
    refusal
        Why it could not be read; empty if it could.
    """

    file: int
    header: FileHeader | None
    refusal: str


class IndexWriter:
    """Writes through one connection; other threads and processes may read meanwhile."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last: dict[str, tuple[tuple[object, ...], int]] = {}

    def known(self, state: State) -> Known | None:
        """Return what the index knows of a file; None if it is new or has changed."""
        row = self._connection.execute(
            "SELECT id, header, refusal FROM files WHERE path = ? AND size = ? AND modified_ns = ?",
            (os.fsencode(state.path.absolute()), state.size, state.modified_ns),
        ).fetchone()
        if row is None:
            return None
        file, stored, refusal = row
        header = None if refusal else stored_header(state, stored)
        return Known(file, header, refusal) if header or refusal else None

    def add(
        self, headers: Sequence[FileHeader], refused: Sequence[tuple[State, ReadError]] = ()
    ) -> list[int]:
        """Put files into the index, all or none, in one commit.

        Returns
        -------
        list of int
            The ids of the headers' files, in their order.
        """
        self._last.clear()
        with transaction(self._connection):
            for state, error in refused:
                self._file(state, None, "", error.reason)
            return [self._add(header) for header in headers]

    def _add(self, header: FileHeader) -> int:
        state = State(header.path, header.size_bytes, header.modified_ns)
        return self._file(state, self._instance(place_of(header)), header_text(header), "")

    def _instance(self, place: Place) -> int:
        """Return the id of an instance, made with all that it lies in where it is new."""
        patient = self._row(_PATIENT, place.patient)
        study = self._row(_STUDY, (*place.study, patient))
        series = self._row(_SERIES, (*place.series, study))
        return self._row(_INSTANCE, (*place.instance, series))

    def _row(self, statement: str, values: tuple[object, ...]) -> int:
        """Return the id of a row; one like the last of its table needs no statement."""
        last = self._last.get(statement)
        if last is not None and last[0] == values:
            return last[1]
        found = int(self._connection.execute(statement, values).fetchone()[0])
        self._last[statement] = values, found
        return found

    def _file(self, state: State, instance: int | None, header: str, refusal: str) -> int:
        path = state.path.absolute()
        values = (
            os.fsencode(path),
            display_name(path),
            position(path),
            state.size,
            state.modified_ns,
            instance,
            header,
            refusal,
        )
        file = int(self._connection.execute(_FILE, values).fetchone()[0])
        self._connection.execute("DELETE FROM thumbnails WHERE file = ?", (file,))
        return file

    def files_below(self, folder: Path) -> Iterator[tuple[int, Path]]:
        """Yield id and path of every file that the index knows below a folder."""
        start = os.fsencode(folder.absolute()).rstrip(os.sep.encode()) + os.sep.encode()
        end = start[:-1] + bytes([start[-1] + 1])
        rows = self._connection.execute(
            "SELECT id, path FROM files WHERE path >= ? AND path < ?", (start, end)
        )
        for file, path in rows:
            yield file, Path(os.fsdecode(path))

    def forget(self, files: Iterable[int]) -> None:
        """Take files out of the index, and whatever has lost its last file."""
        with transaction(self._connection):
            self._connection.executemany("DELETE FROM files WHERE id = ?", ((file,) for file in files))
            self._prune()

    def tidy(self) -> None:
        """Take out what has lost its last file because files have changed."""
        with transaction(self._connection):
            self._prune()

    def _prune(self) -> None:
        for statement in _EMPTY:
            self._connection.execute(statement)

    def keep_thumbnail(self, file: int, png: bytes) -> None:
        """Keep the small picture of a file until the file changes."""
        with transaction(self._connection):
            self._connection.execute(
                "INSERT INTO thumbnails (file, png) SELECT id, ? FROM files WHERE id = ? "
                "ON CONFLICT DO UPDATE SET png = excluded.png",
                (png, file),
            )

"""What readers draw and say: safe on the disk when a call returns, and only what differs written."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cxrviewer.errors import StoreError
from cxrviewer.store.differences import Difference
from cxrviewer.store.drawn import ANNOTATIONS, CALIBRATIONS, LUNGS, SEGMENTS
from cxrviewer.store.opening import connect, require_there, store_error
from cxrviewer.store.said import COMMENTS, KEY_IMAGES, LABELS, VERDICTS
from cxrviewer.store.schema import transaction
from cxrviewer.study import AnnotationSet, StudyReading

_BUSY_SECONDS = 2.0  # the window stands still meanwhile
_CHANGE = "INSERT INTO changes (at, subject, what, added, changed, removed) VALUES (?, ?, ?, ?, ?, ?)"


class Readings:
    """A prepared file of readings, as one thread uses it through its own connection.

    Sets and readings are written as the difference from what this side has loaded or written before, so that
    two who write to the same file keep each other's annotations.

    Parameters
    ----------
    path
        See `prepare_readings`.

    Raises
    ------
    StoreError
        If the file cannot be opened; so do all methods if it can no longer be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._connection = connect(path, _BUSY_SECONDS)
            self._connection.execute("PRAGMA fullfsync = ON")  # where the disk's own cache would be enough
        except sqlite3.Error as error:
            raise store_error(path, "what was drawn and said cannot be read", error) from error

    def load(self, image_key: str) -> AnnotationSet:
        """Return what is kept of an image; an empty set of none."""
        with self._reading("what was drawn earlier cannot be shown"):
            return AnnotationSet(
                image_key,
                ANNOTATIONS.load(self._connection, image_key),
                CALIBRATIONS.load(self._connection, image_key),
                LUNGS.load(self._connection, image_key),
                SEGMENTS.load(self._connection, image_key),
            )

    def save(self, before: AnnotationSet, after: AnnotationSet) -> None:
        """Write what differs between two sets of one image, all or nothing.

        Parameters
        ----------
        before
            As this side has loaded or saved it last.
        after
            As it is now.
        """
        connection, key = self._connection, after.image_key
        with self._writing("the last edit is not saved and will be tried again with the next"):
            self._note(
                key,
                {
                    "annotations": ANNOTATIONS.write(connection, key, before.items, after.items),
                    "calibration": CALIBRATIONS.write(connection, key, before.calibration, after.calibration),
                    "lung mask": LUNGS.write(connection, key, before.lungs, after.lungs),
                    "imported masks": SEGMENTS.write(connection, key, before.segments, after.segments),
                },
            )

    def reading(self, study_key: str) -> StudyReading:
        """Return what is kept of a study; an empty reading of none."""
        with self._reading("what was said earlier cannot be shown"):
            return StudyReading(
                study_key,
                LABELS.load(self._connection, study_key) or (),
                COMMENTS.load(self._connection, study_key) or "",
                VERDICTS.load(self._connection, study_key),
                KEY_IMAGES.load(self._connection, study_key),
            )

    def save_reading(self, before: StudyReading, after: StudyReading) -> None:
        """Write what differs between two readings of one study, as `save` does."""
        connection, key = self._connection, after.study_key
        with self._writing("the last entry is not saved and will be tried again with the next"):
            self._note(
                key,
                {
                    "labels": LABELS.write(connection, key, before.labels or None, after.labels or None),
                    "comment": COMMENTS.write(connection, key, before.comment or None, after.comment or None),
                    "verdicts": VERDICTS.write(connection, key, before.verdicts, after.verdicts),
                    "key images": KEY_IMAGES.write(connection, key, before.key_images, after.key_images),
                },
            )

    def version(self) -> int:
        """Return a number that is another one after other sides have written, whatever it was."""
        with self._reading("what others have drawn cannot be shown"):
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _note(self, subject: str, found: dict[str, Difference[Any]]) -> None:
        """Put into the trail what has been changed: how many of what and when, never what they say."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._connection.executemany(
            _CHANGE,
            [
                (now, subject, what, len(one.added), len(one.changed), len(one.removed))
                for what, one in found.items()
                if one
            ],
        )

    @contextmanager
    def _reading(self, what: str) -> Iterator[None]:
        """Tell the user what cannot be done and why."""
        try:
            yield
        except sqlite3.Error as error:
            raise store_error(self.path, what, error) from error
        except ValueError as error:
            raise StoreError(self.path, f"{what} ({error})") from error

    @contextmanager
    def _writing(self, what: str) -> Iterator[None]:
        """Keep everything within, or nothing."""
        require_there(self.path, what)
        with self._reading(what), transaction(self._connection):
            yield

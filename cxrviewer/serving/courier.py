"""Sends the results of a batch on as they are finished, again and again until they have arrived."""

import csv
import io
import math
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pydicom
from pydicom.dataset import FileDataset
from pydicom.errors import InvalidDicomError

from cxrviewer.errors import CxrviewerError
from cxrviewer.export.cells import plain_cell
from cxrviewer.export.formats import FORMATS
from cxrviewer.export.writing import write_bytes
from cxrviewer.jobs import JobContext
from cxrviewer.serving.deliveries import Deliveries, Delivery
from cxrviewer.serving.remote import RejectedError, Remote, UnreachableError
from cxrviewer.store.opening import connect, store_error
from cxrviewer.store.schema import schema_version
from cxrviewer.triage.batch import BATCH_FILE
from cxrviewer.triage.batch_schema import BATCH
from cxrviewer.triage.running import Pace
from cxrviewer.triage.saving import CASES

UNSENT = "unsent.csv"
_COLUMNS = ("file", "to", "state", "tries", "reason")
_SHORTEST_S, _LONGEST_S = 5.0, 600.0
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sending:
    """What is sent on.

    Attributes
    ----------
    remote
        The receiver.
    names
        Which files of a case, such as "sr"; DICOM objects.
    look_every_s
        Seconds from one look for finished cases to the next.
    shortest_s
        Seconds until what could not be sent is tried again; twice as long each time, to ten minutes.
    """

    remote: Remote
    names: tuple[str, ...] = ("sr",)
    look_every_s: float = 1.0
    shortest_s: float = _SHORTEST_S


class Courier:
    """Sends on what `triage` has saved below the folder of a batch; for one thread.

    Nothing that the receiver has acknowledged is sent again. Should the program end between the receiver's
    answer and the note of it, that one object comes once more, with the same SOP Instance UID.

    Parameters
    ----------
    folder
        Of the batch.
    sending
        What goes where.
    say
        Hears of troubles, in sentences.
    """

    def __init__(self, folder: Path, sending: Sending, say: Say) -> None:
        self._folder, self._sending, self._say = folder, sending, say
        self._pause_s = 0.0
        self._listed: bytes | None = None
        self._trouble = ""
        self._left = 0
        self._enlisting = Pace(0.0, wait=False)  # goes through all results

    def run(self, context: JobContext) -> None:
        """Send until the context is cancelled; the file of the batch may come into being meanwhile."""
        while not context.cancelled.is_set():
            try:
                self.round(context)
            except CxrviewerError as error:
                self._say_once(str(error))
            context.cancelled.wait(max(self._sending.look_every_s, self._pause_s))

    def finish(self, context: JobContext) -> int:
        """Send all that waits, due or not, until the receiver cannot be reached; return how many are left.

        Raises
        ------
        CxrviewerError
            As `round`.
        """
        self._enlisting = Pace(0.0, wait=False)
        while self.round(context, math.inf) and not context.cancelled.is_set():
            pass
        return self._left

    def round(self, context: JobContext, now: float | None = None) -> bool:
        """Send some of what waits; whether there is more and the receiver can be reached.

        Parameters
        ----------
        context
            May cancel between two objects.
        now
            Seconds since 1970, for what is tried again at a time; by default what the clock says.

        Raises
        ------
        CxrviewerError
            If the batch or the list of what is not sent cannot be written.
        """
        path = self._folder / BATCH_FILE
        if not path.exists():
            return False
        try:
            with closing(connect(path)) as connection:
                if schema_version(connection) != BATCH.version:
                    return False
                deliveries = Deliveries(connection, self._sending.remote.name)
                return self._send_waiting(deliveries, context, time.time() if now is None else now)
        except sqlite3.Error as error:
            raise store_error(path, "results cannot be sent on", error) from error

    def _send_waiting(self, deliveries: Deliveries, context: JobContext, now: float) -> bool:
        if self._enlisting.is_due():
            deliveries.enlist(self._sending.names)
            self._enlisting.wrote()
        due = deliveries.due(now)
        more = bool(due)
        for one in due:
            more = not context.cancelled.is_set() and self._send(deliveries, one)
            if not more:
                break
        self._left = deliveries.waiting()
        self._list_unsent(deliveries.unsent())
        return more

    def _send(self, deliveries: Deliveries, one: Delivery) -> bool:
        """Send one object; return whether there is any use in sending more now."""
        try:
            content = self._place(one).read_bytes()
            dataset = _read(content)
        except FileNotFoundError:
            deliveries.note(one, "none")
            return True
        except (OSError, InvalidDicomError) as error:
            deliveries.note(one, "rejected", reason=f"cannot be read ({type(error).__name__})")
            return True
        uid = str(dataset.SOPInstanceUID)
        if deliveries.was_sent(uid):
            deliveries.note(one, "sent", uid)
            return True
        return self._hand_over(deliveries, one, content, dataset)

    def _hand_over(self, deliveries: Deliveries, one: Delivery, content: bytes, dataset: FileDataset) -> bool:
        """Give an object to the receiver and note what came of it."""
        remote, uid = self._sending.remote, str(dataset.SOPInstanceUID)
        try:
            remote.send(content, dataset)
        except RejectedError as error:
            deliveries.note(one, "rejected", uid, str(error))
            self._say(f"{self._place(one)}: {remote.name} {error}")
            return True
        except UnreachableError as error:
            self._pause_s = min(max(self._sending.shortest_s, 2 * self._pause_s), _LONGEST_S)
            deliveries.note(one, "waiting", uid, str(error), time.time() + self._pause_s)
            self._say_once(f"{remote.name} {error}; results wait")
            return False
        deliveries.note(one, "sent", uid)
        self._pause_s, self._trouble = 0.0, ""
        return True

    def _place(self, one: Delivery) -> Path:
        """Return the file of a delivery."""
        return self._folder / CASES / one.sha256 / f"{one.name}{FORMATS[one.name].suffix}"

    def _list_unsent(self, unsent: Sequence[Delivery]) -> None:
        """Write the list of what is not sent, where it differs from the last one."""
        rows = [(str(self._place(one)), one.remote, one.state, str(one.tries), one.reason) for one in unsent]
        listed = _table([_COLUMNS, *rows])
        if listed != self._listed:
            write_bytes(self._folder / UNSENT, listed)
        self._listed = listed

    def _say_once(self, words: str) -> None:
        """Say something, but not twice in a row."""
        if words != self._trouble:
            self._say(words)
        self._trouble = words


def _read(content: bytes) -> FileDataset:
    """Read one of our own objects."""
    return pydicom.dcmread(BytesIO(content))


def _table(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as CSV (RFC 4180, UTF-8)."""
    stream = io.StringIO()
    csv.writer(stream).writerows([plain_cell(cell) for cell in row] for row in rows)
    return stream.getvalue().encode(errors="backslashreplace")

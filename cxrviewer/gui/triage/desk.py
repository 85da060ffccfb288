"""What the triage window knows and does: the batch that is followed, and what is said of its cases."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.jobs import JobRunner
from cxrviewer.gui.triage.child import BatchWish, read_wish, start_batch
from cxrviewer.gui.triage.following import BatchFollower
from cxrviewer.triage.batch import BATCH_FILE
from cxrviewer.triage.listing import Listing, Row, open_listing
from cxrviewer.triage.lock import is_running
from cxrviewer.triage.reading import Reading

T = TypeVar("T")


class TriageDesk(QObject):
    """The one state of the triage window.

    Parameters
    ----------
    runner
        Runs what takes time.

    Signals
    -------
    wish_known
        What the batch that is opened was started with, a `BatchWish`.
    told
        A sentence.
    """

    wish_known = Signal(object)
    told = Signal(str)

    def __init__(self, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self.follower = BatchFollower(runner, self)
        self.follower.told.connect(self.told)

    def start(self, wish: BatchWish) -> bool:
        """Start a batch, or let it go on; whether that worked."""
        try:
            if is_running(wish.output):
                self.told.emit(f"{wish.output}: a triage is at work there already.")
                self.follower.follow(wish.output)
                return False
            process = start_batch(wish)
        except (CxrviewerError, OSError) as error:
            self.told.emit(str(error))
            return False
        self.follower.follow(wish.output, process)
        return True

    def open(self, folder: Path) -> bool:
        """Follow the batch in a folder; whether there is one."""
        try:
            if not (folder / BATCH_FILE).exists() and not is_running(folder):
                self.told.emit(f"{folder}: there is no batch.")
                return False
            wish = read_wish(folder)
        except (CxrviewerError, OSError) as error:
            self.told.emit(str(error))
            return False
        if wish is not None:
            self.wish_known.emit(wish)
        self.follower.follow(folder)
        return True

    def rows(self, ids: Sequence[int]) -> Mapping[int, Row]:
        """Return what is known of films, by id; nothing of them where the batch cannot be read."""
        nothing: Mapping[int, Row] = {}
        return self._with_listing(lambda listing: listing.rows(ids), otherwise=nothing)

    def thumbnail(self, row: Row) -> bytes:
        """Return the small picture of a case, a JPEG; empty without, or where the batch cannot be read."""
        return self._with_listing(lambda listing: listing.thumbnail(row.content), otherwise=b"")

    def keep(self, row: Row, reading: Reading) -> bool:
        """Keep what the reader says of a case; whether it is on the disk."""

        def keep(listing: Listing) -> bool:
            listing.keep_reading(row.content, reading)
            return True

        return self._with_listing(keep, otherwise=False)

    def _with_listing(self, work: Callable[[Listing], T], otherwise: T) -> T:
        """Do something with the file of the batch; `otherwise` where there is none, or it cannot be read."""
        folder = self.follower.folder
        if folder is None:
            return otherwise
        try:
            with open_listing(folder) as listing:
                return work(listing)
        except CxrviewerError as error:
            self.told.emit(error.sentence)
            return otherwise

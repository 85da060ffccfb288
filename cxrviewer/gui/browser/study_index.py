"""The index while the window is open: prepared and filled in the background, read on the GUI thread."""

import queue
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cxrviewer.errors import StoreError
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.jobs import Failed, JobContext, Outcome, Progress, Succeeded
from cxrviewer.store import Batch, Library, connect, prepare_index, scan

Batches = queue.SimpleQueue[Batch]
OnBatch = Callable[[Batch], None]
OnEnd = Callable[[Outcome[int]], None]
ONLY_THIS_RUN = "What you open is listed until the program ends and is not remembered."


class StudyIndex(QObject):
    """Fills the index with what is opened.

    Signals
    -------
    scanning
        The user opens something.
    changed
        The index holds more, or less, than before.
    message
        A sentence for the user.
    failed
        This error kept the index from being used.
    """

    scanning = Signal()
    changed = Signal()
    message = Signal(str)
    failed = Signal(object)

    def __init__(self, runner: JobRunner, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner, self.path = runner, path
        self.library: Library | None = None
        self.scans_under_way = self.listed = 0
        self._waiting: list[Callable[[], None]] = []
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._prepare()

    def _prepare(self) -> None:
        self._runner.submit(Lane.INDEXING, partial(_prepared, self.path), self._begin)

    def _begin(self, outcome: Outcome[tuple[str, ...]]) -> None:
        """Open the prepared index and do what has waited for it."""
        if isinstance(outcome, Failed):
            self._keep_for_this_run(outcome.error)
        elif isinstance(outcome, Succeeded):
            for told in outcome.value:
                self.message.emit(told)
            self.library = Library(connect(self.path))
            waiting, self._waiting = self._waiting, []
            for start in waiting:
                start()
            self.changed.emit()

    def _keep_for_this_run(self, error: Exception) -> None:
        """Use an index that goes when the program ends, and say so; films can be read all the same."""
        self.failed.emit(error)
        if self._temporary is not None or not isinstance(error, StoreError):
            return
        self._temporary = tempfile.TemporaryDirectory(prefix="cxrviewer-", ignore_cleanup_errors=True)
        self.path = Path(self._temporary.name) / self.path.name
        self.message.emit(ONLY_THIS_RUN)
        self._prepare()

    def scan(self, paths: Sequence[Path], on_batch: OnBatch, on_end: OnEnd) -> None:
        """Bring paths into the index in the background.

        Parameters
        ----------
        paths
            Files, folders, DICOMDIRs.
        on_batch, on_end
            Called on the GUI thread, with each batch and then with the one outcome.
        """
        self.listed = self.listed if self.scans_under_way else 0
        self.scans_under_way += 1
        self.scanning.emit()
        start = partial(self._start, tuple(paths), on_batch, on_end)
        if self.library is None:
            self._waiting.append(start)
        else:
            start()

    def _start(self, paths: tuple[Path, ...], on_batch: OnBatch, on_end: OnEnd) -> None:
        batches: Batches = queue.SimpleQueue()
        self._runner.submit(
            Lane.INDEXING,
            partial(_scanned, self.path, paths, batches),
            partial(self._finish, batches, on_batch, on_end),
            lambda _progress: self._take(batches, on_batch),
        )

    def _take(self, batches: Batches, on_batch: OnBatch) -> None:
        """Hand on the batches that have come."""
        while not batches.empty():
            batch = batches.get_nowait()
            if self.library is not None:
                self.library.note_opened(listed.file for listed in batch.listed)
            self.listed += len(batch.listed)
            on_batch(batch)
            self.changed.emit()

    def _finish(self, batches: Batches, on_batch: OnBatch, on_end: OnEnd, outcome: Outcome[int]) -> None:
        self._take(batches, on_batch)
        self.scans_under_way -= 1
        on_end(outcome)
        self.changed.emit()

    def close(self) -> None:
        """Let go of the index."""
        if self.library is not None:
            self.library.close()
            self.library = None
        if self._temporary is not None:
            self._temporary.cleanup()


def _prepared(path: Path, _context: JobContext) -> tuple[str, ...]:
    return prepare_index(path)


def _scanned(index: Path, paths: tuple[Path, ...], batches: Batches, context: JobContext) -> int:
    """Scan in the worker's thread; the progress only wakes the GUI thread, the batches are in the queue."""

    def deliver(batch: Batch) -> None:
        batches.put(batch)
        context.report(Progress(0.0, "listing"))

    return scan(index, paths, deliver, context)

"""Reads the headers of the open files in the background, so that stacks and priors are known."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from cxrviewer.errors import ReadError
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.session import Session
from cxrviewer.jobs import JobContext, Outcome, Succeeded
from cxrviewer.readers import FileHeader, read_header

AT_A_TIME = 64


class Indexing(QObject):
    """One job at a time, so that a thread stays free for the films that are wanted on screen."""

    def __init__(self, session: Session, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._asked: set[Path] = set()
        self._waiting: list[Path] = []
        self._at_work = False
        session.files_changed.connect(self._look)

    def _look(self) -> None:
        """Ask for the headers of the files that are new."""
        self._waiting.extend(path for path in self._session.files if path not in self._asked)
        self._asked.update(self._waiting)
        self._next()

    def _next(self) -> None:
        if self._at_work or not self._waiting:
            return
        paths, self._waiting = self._waiting[:AT_A_TIME], self._waiting[AT_A_TIME:]
        self._at_work = True
        self._runner.submit(Lane.READING, partial(_read_headers, paths), self._take)

    def _take(self, outcome: Outcome[list[FileHeader]]) -> None:
        self._at_work = False
        if isinstance(outcome, Succeeded):
            there = set(self._session.files)
            self._session.add_headers(header for header in outcome.value if header.path in there)
        self._next()


def _read_headers(paths: Sequence[Path], context: JobContext) -> list[FileHeader]:
    """Read headers; of a file that has none, the user hears when the film itself is opened."""
    found = []
    for path in paths:
        context.checkpoint()
        try:
            found.append(read_header(path))
        except ReadError:
            continue
    return found

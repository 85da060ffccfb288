"""From paths to a film on the screen: discovery, reading, paging."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.cell import Cell
from cxrviewer.gui.crash import describe_crash, logger
from cxrviewer.gui.film import Film, FilmKey, load_film
from cxrviewer.gui.jobs import Job, JobRunner, Lane
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.readers import discover

if TYPE_CHECKING:
    from cxrviewer.readers import Discovery


def sentence(error: Exception) -> str:
    """Return what the user is told of an error; one that is our own fault is logged."""
    if isinstance(error, CxrviewerError | OSError):
        return f"{str(error).rstrip('.')}."
    logger.error("Internal error in a worker: %s", describe_crash(error))
    return f"Internal error ({type(error).__name__})."


class Opening(QObject):
    """Finds, reads and pages through films in the background.

    Signals
    -------
    opened
        The user has opened this path.
    settled
        Nothing is being found or read any more.
    """

    opened = Signal(object)
    settled = Signal()

    def __init__(self, session: Session, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._reading: dict[Cell, Job] = {}
        self._discoveries = 0

    @property
    def busy(self) -> bool:
        """Whether films are being found or read."""
        return self._discoveries > 0 or bool(self._reading)

    def open(self, paths: Sequence[Path]) -> None:
        """Open files and folders; the first film found comes on screen, what cannot be opened is told."""
        asked = tuple(paths)
        self._discoveries += 1
        work = partial(_discover, asked)
        self._runner.submit(Lane.READING, work, partial(self._discovered, asked))

    def open_dropped(self, paths: Sequence[Path]) -> None:
        """Open what is dropped on the active viewport; a film of the list comes on screen at once."""
        if len(paths) == 1 and paths[0] in self._session.files:
            self.show(FilmKey(paths[0]))
        else:
            self.open(paths)

    def _discovered(self, asked: tuple[Path, ...], outcome: "Outcome[Discovery]") -> None:
        self._discoveries -= 1
        if isinstance(outcome, Succeeded):
            found = outcome.value
            for refusal in found.refusals:
                self._session.message.emit(sentence(refusal))
            self._session.add_files(found.files)
            if found.files:
                self._remember(asked)
                self.show(FilmKey(found.files[0]))
        elif isinstance(outcome, Failed):
            self._session.message.emit(sentence(outcome.error))
        self._settle()

    def _remember(self, asked: tuple[Path, ...]) -> None:
        for path in asked:
            if path.exists():
                self.opened.emit(path)

    def show(self, key: FilmKey, cell: Cell | None = None) -> None:
        """Bring a frame into a viewport, the active one if none is named; until it is read, all stays."""
        where = cell or self._session.active
        before = self._reading.pop(where, None)
        if before is not None:
            self._runner.cancel(before)
        at_hand = self._session.want(key, where)
        if at_hand is not None:
            self._session.show(at_hand)
            return
        work = partial(load_film, key)
        self._reading[where] = job = self._runner.submit(
            Lane.READING, work, lambda outcome: self._read(where, job, key, outcome)
        )

    def _read(self, cell: Cell, job: Job, key: FilmKey, outcome: Outcome[Film]) -> None:
        if self._reading.get(cell) is job:
            del self._reading[cell]
        if isinstance(outcome, Succeeded):
            self._session.show(outcome.value)
        elif isinstance(outcome, Failed):
            self.refuse(key, outcome.error)
        self._settle()

    def refuse(self, key: FilmKey, error: Exception) -> None:
        """Tell why a film cannot be shown, take it off the list and go on with the next."""
        session = self._session
        session.message.emit(sentence(error))
        place = session.files.index(key.path) if key.path in session.files else 0
        session.remove_file(key.path)
        for cell in session.cells:
            if cell.wanted == key:
                self._go_on(cell, place)

    def _go_on(self, cell: Cell, place: int) -> None:
        """Show what is at hand instead of a film that cannot be shown."""
        session = self._session
        if session.files and (cell is session.active or cell.film is None):
            self.show(FilmKey(session.files[min(place, len(session.files) - 1)]), cell)
        else:
            cell.want(cell.film.key if cell.film is not None else None)

    def step(self, by: int) -> None:
        """Page through the open files."""
        session = self._session
        if session.wanted is None or session.wanted.path not in session.files:
            return
        place = session.files.index(session.wanted.path) + by
        if 0 <= place < len(session.files):
            self.show(FilmKey(session.files[place]))

    def step_in_stack(self, by: int, *, around: bool = False) -> None:
        """Scroll through the stack on screen.

        Parameters
        ----------
        by
            How many images on, or back.
        around
            Whether the first follows the last.
        """
        stack, wanted = self._session.stack, self._session.wanted
        if wanted in stack:
            place = stack.index(wanted) + by
            self.show_place(place % len(stack) + 1 if around else place + 1)

    def show_place(self, place: int) -> None:
        """Show the image at a place of the stack on screen, from 1."""
        stack = self._session.stack
        if stack:
            key = stack[min(max(place, 1), len(stack)) - 1]
            if key != self._session.wanted:
                self.show(key)

    def _settle(self) -> None:
        if not self.busy:
            self.settled.emit()


def _discover(paths: tuple[Path, ...], context: JobContext) -> "Discovery":
    context.checkpoint()
    return discover(paths)

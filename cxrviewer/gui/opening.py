"""From paths to a film on the screen: discovery, reading, paging."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cxrviewer.errors import CxrviewerError, without_training
from cxrviewer.gui.browser.study_index import StudyIndex
from cxrviewer.gui.cell import Cell
from cxrviewer.gui.crash import describe_crash, logger
from cxrviewer.gui.film import Film, FilmKey, load_film
from cxrviewer.gui.jobs import Job, JobRunner, Lane
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.readers import FileHeader
from cxrviewer.store import Batch, Library, connect
from cxrviewer.study.library import ImageEntry


def sentence(error: Exception) -> str:
    """Return what the user is told of an error; one that is our own fault is logged."""
    known = error if isinstance(error, CxrviewerError) else without_training(error)
    if known is not None:
        return known.sentence
    if isinstance(error, OSError):
        return f"{str(error).rstrip('.')}."
    logger.error("Internal error in a worker: %s", describe_crash(error))
    return f"Internal error ({type(error).__name__})."


@dataclass(slots=True, eq=False)
class _Request:
    """What the user has asked to open, and what has come of it so far."""

    asked: tuple[Path, ...]
    found: bool = False
    document: Path | None = None


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

    def __init__(self, session: Session, runner: JobRunner, index: StudyIndex, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner, self._index = session, runner, index
        self._reading: dict[Cell, Job] = {}
        self._discoveries = 0

    @property
    def busy(self) -> bool:
        """Whether films are being found or read."""
        return self._discoveries > 0 or bool(self._reading)

    def open(self, paths: Sequence[Path]) -> None:
        """Open files and folders; the first film found comes on screen, what cannot be opened is told."""
        request = _Request(tuple(paths))
        self._discoveries += 1
        self._index.scan(request.asked, partial(self._found, request), partial(self._discovered, request))

    def _found(self, request: _Request, batch: Batch) -> None:
        """Take in some of the files; the first film comes on screen while others are still being found."""
        for refusal in batch.refusals:
            self._session.message.emit(sentence(refusal))
        headers = [listed.header for listed in batch.listed]
        films = [header for header in headers if header.is_image]
        self._session.add_headers(films)
        self._session.add_files(header.path for header in films)
        if films and not request.found:
            request.found = True
            self._remember(request.asked)
            self.show(FilmKey(films[0].path))
        if headers and request.document is None:
            request.document = headers[0].path

    def _discovered(self, request: _Request, outcome: Outcome[int]) -> None:
        self._discoveries -= 1
        if isinstance(outcome, Failed):
            self._session.message.emit(sentence(outcome.error))
        if not request.found and request.document is not None:
            self.show(FilmKey(request.document))  # the reader says why it is no film
        self._settle()

    def open_listed(self, images: Sequence[ImageEntry]) -> None:
        """Open images of the study browser; the first one comes on screen."""
        self._session.add_files(image.path for image in images)
        self.show(FilmKey(images[0].path))
        known = self._session.stacks.headers
        unknown = tuple(image.id for image in images if image.path not in known)
        if unknown:
            work = partial(_stored_headers, self._index.path, unknown)
            self._runner.submit(Lane.INDEXING, work, self._take_headers)

    def _take_headers(self, outcome: Outcome[list[FileHeader]]) -> None:
        if isinstance(outcome, Succeeded):
            self._session.add_headers(outcome.value)
        elif isinstance(outcome, Failed):
            self.tell(outcome.error)

    def tell(self, error: Exception) -> None:
        """Tell the user of an error."""
        self._session.message.emit(sentence(error))

    def open_dropped(self, paths: Sequence[Path]) -> None:
        """Open what is dropped on the active viewport; a film of the list comes on screen at once."""
        if len(paths) == 1 and paths[0] in self._session.files:
            self.show(FilmKey(paths[0]))
        else:
            self.open(paths)

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


def _stored_headers(index: Path, files: tuple[int, ...], context: JobContext) -> list[FileHeader]:
    """Return what the index knows of files."""
    with closing(connect(index)) as connection:
        library = Library(connection)
        headers = []
        for file in files:
            context.checkpoint()
            header = library.header(file)
            headers += [header] if header is not None else []
        return headers

"""Finds the earlier study to compare a film with, among all that the index knows, and shows it beside."""

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from cxrviewer.gui.browser.study_index import StudyIndex
from cxrviewer.gui.film import Film, FilmKey, stack_name
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.layouts import Layout
from cxrviewer.gui.opening import Opening
from cxrviewer.gui.session import Session
from cxrviewer.gui.stacks import latest_prior
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.readers import FileHeader
from cxrviewer.store import Library, connect
from cxrviewer.study import StudyText
from cxrviewer.study.library import Selection

NO_PRIOR = "No earlier study of this patient has been opened here."
MOST_IMAGES = 2000


class Comparing(QObject):
    """Asks the index in the background; the answer is used if the film is still on screen."""

    def __init__(
        self, session: Session, opening: Opening, index: StudyIndex, runner: JobRunner, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._opening = session, opening
        self._index, self._runner = index, runner

    def compare(self) -> None:
        """Show the patient's latest earlier study on the right of the active film."""
        film = self._session.film
        if film is not None:
            work = partial(_earlier, self._index.path, film.key.path, film.image.text)
            self._runner.submit(Lane.INDEXING, work, partial(self._show, film))

    def _show(self, film: Film, outcome: Outcome[list[FileHeader]]) -> None:
        if isinstance(outcome, Failed):
            self._opening.tell(outcome.error)
        if not isinstance(outcome, Succeeded) or film is not self._session.film:
            return
        prior = latest_prior(film.image.text, outcome.value)
        if prior is None:
            self._session.message.emit(NO_PRIOR)
        else:
            self._show_beside(prior, outcome.value)

    def _show_beside(self, prior: FileHeader, known: Sequence[FileHeader]) -> None:
        session, stack = self._session, _stack(prior)
        together = [header for header in known if _stack(header) == stack]
        session.add_headers(together)
        session.add_files(header.path for header in together)
        if session.layout is Layout.ONE:
            session.set_layout(Layout.TWO)
        cells = session.visible_cells
        beside = cells[(cells.index(session.active) + 1) % len(cells)]
        self._opening.show(FilmKey(prior.path), beside)


def _stack(header: FileHeader) -> str:
    return stack_name(header.path, header.frames, header.text)


def _earlier(index: Path, path: Path, text: StudyText, context: JobContext) -> list[FileHeader]:
    """Return the headers of the patient's earlier studies, newest first, whose files are still there."""
    with closing(connect(index)) as connection:
        library, found = Library(connection), list[FileHeader]()
        place = library.place(path)
        studies = library.studies(place[0], Selection()) if place is not None else []
        for study in sorted(studies, key=lambda study: study.date, reverse=True):
            if not "" < study.date < text.study_date or len(found) >= MOST_IMAGES:
                continue
            for image in library.images_within("studies", study.id, Selection()):
                context.checkpoint()
                header = library.header(image.id)
                if header is not None and header.path.is_file():
                    found.append(header)
        return found

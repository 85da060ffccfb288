"""Where key images are to be found, and small pictures of them."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from cxrviewer.gui.film import FilmKey, thumbnail
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Outcome, Succeeded
from cxrviewer.study import Grey8, KeyImage


class KeyFilms(QObject):
    """Knows the images that have been on screen by their content, the others by SOP Instance UID.

    Signals
    -------
    made
        There is a small picture of the image with this key.
    """

    made = Signal(str)

    def __init__(self, session: Session, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._seen: dict[str, FilmKey] = {}
        self._pictures: dict[str, Grey8] = {}
        self._asked: set[str] = set()
        for cell in session.cells:
            cell.film_changed.connect(self._note)

    def _note(self) -> None:
        for cell in self._session.cells:
            if cell.film is not None:
                self._seen[cell.film.image.source.key] = cell.film.key

    def find(self, key: KeyImage) -> FilmKey | None:
        """Return the file and frame of a key image; None if none of the open files holds it."""
        if key.image_key in self._seen:
            return self._seen[key.image_key]
        if not key.sop_instance_uid:
            return None
        headers = self._session.stacks.headers.items()
        holders = (path for path, header in headers if header.text.sop_instance_uid == key.sop_instance_uid)
        path = next(holders, None)
        return FilmKey(path, key.frame) if path is not None else None

    def picture(self, key: KeyImage) -> Grey8 | None:
        """Return a small picture; None until `made` says that it is there, or where the image is not."""
        film = self.find(key)
        if film is not None and key.image_key not in self._asked:
            self._asked.add(key.image_key)
            work = partial(thumbnail, film.path, frame=film.frame)
            self._runner.submit(Lane.READING, work, partial(self._take, key.image_key))
        return self._pictures.get(key.image_key)

    def _take(self, image_key: str, outcome: Outcome[Grey8]) -> None:
        if isinstance(outcome, Succeeded):
            self._pictures[image_key] = outcome.value
            self.made.emit(image_key)

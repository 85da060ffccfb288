"""Measures films again, in the background, in the lungs that the user has corrected."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer

from cxrviewer.gui.film import Film
from cxrviewer.gui.findings import Findings, findings_in
from cxrviewer.gui.jobs import Job, JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.study import Image, TextureSettings

Labels = npt.NDArray[np.uint8]


@dataclass(slots=True, eq=False)
class _Asked:
    """What an image is, or was, measured in, and the job that does it."""

    labels: Labels
    model: Findings | None
    texture: TextureSettings
    job: Job | None = None


class Rereading(QObject):
    """Follows what is corrected and what the models say; a late answer about other lungs is dropped."""

    def __init__(self, session: Session, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._asked: dict[str, _Asked] = {}
        for signal in (session.annotating.changed, session.model_read):
            signal.connect(self._follow)
        self._turn = QTimer(self)  # when a film comes on screen, all that begins of it has begun by then
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._follow_films)
        for signal in (
            session.status_changed,
            session.texture_changed,
            *(cell.film_changed for cell in session.cells),
        ):
            signal.connect(self._turn.start)

    def _follow_films(self) -> None:
        """See to all films that are in a viewport."""
        for cell in self._session.cells:
            if cell.film is not None:
                self._see_to(cell.film)

    def _follow(self, image_key: str) -> None:
        for cell in self._session.cells:
            if cell.film is not None and cell.film.image.source.key == image_key:
                self._see_to(cell.film)

    def _see_to(self, film: Film) -> None:
        """Measure a film again unless that is asked for in these very lungs and after this answer."""
        image_key = film.image.source.key
        labels, model = self._session.lung_desk.kept(film), self._session.model_findings_of(image_key)
        asked = self._asked.get(image_key)
        if labels is None:
            if self._cancelled(image_key):
                self._session.set_measuring(image_key, measuring=False)
            if self._session.findings_of(film) is not model:
                self._session.show_findings(image_key, model)
        elif asked is not None and self._is_same(asked, labels, model):
            return
        elif model is not None or not self._session.status_of(image_key).busy:
            self._measure(film, labels, model)

    def _is_same(self, asked: _Asked, labels: Labels, model: Findings | None) -> bool:
        """Tell whether that is what was asked for; what the models gave brings its own way of texture."""
        drawn_so = model is not None or asked.texture == self._session.texture
        return asked.labels is labels and asked.model is model and drawn_so

    def _measure(self, film: Film, labels: Labels, model: Findings | None) -> None:
        image_key = film.image.source.key
        self._cancelled(image_key)
        asked = self._asked[image_key] = _Asked(labels, model, self._session.texture)
        asked.job = self._runner.submit(
            Lane.READING,
            partial(_measured, film.image, labels, model, asked.texture),
            partial(self._ended, image_key, asked),
        )
        self._session.set_measuring(image_key, measuring=True)

    def _cancelled(self, image_key: str) -> bool:
        """Forget what was asked for an image; return whether that was under way."""
        asked = self._asked.pop(image_key, None)
        if asked is None or asked.job is None:
            return False
        self._runner.cancel(asked.job)
        return True

    def _ended(self, image_key: str, asked: _Asked, outcome: Outcome[Findings]) -> None:
        if self._asked.get(image_key) is not asked:
            return
        asked.job = None
        if isinstance(outcome, Succeeded):
            self._session.show_findings(image_key, outcome.value)
        elif isinstance(outcome, Failed):
            self._session.message.emit(sentence(outcome.error))
        self._session.set_measuring(image_key, measuring=False)


def _measured(
    image: Image, labels: Labels, model: Findings | None, texture: TextureSettings, context: JobContext
) -> Findings:
    context.checkpoint()
    return findings_in(image, labels, model, texture)

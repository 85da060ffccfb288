"""Measures the texture of the lungs on screen the way that the user has chosen, in the background."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject

from cxrviewer.gui.film import Film
from cxrviewer.gui.findings import Findings
from cxrviewer.gui.jobs import Job, JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.study import Image, TextureSettings


class Retexturing(QObject):
    """Follows the choice and what the models give, whose results are kept with the usual way of measuring.

    What is measured takes the place of the models' texture; lungs that the user has corrected are measured
    again after it. A late answer for another choice, or beside a newer result, is dropped.
    """

    def __init__(self, session: Session, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._jobs: dict[str, tuple[Findings, TextureSettings, Job]] = {}
        for signal in (session.texture_changed, session.model_read, session.status_changed):
            signal.connect(self._follow)
        for cell in session.cells:
            cell.film_changed.connect(self._follow)

    def _follow(self) -> None:
        for cell in self._session.cells:
            if cell.film is not None:
                self._see_to(cell.film)

    def _see_to(self, film: Film) -> None:
        session, image_key = self._session, film.image.source.key
        model, wanted = session.model_findings_of(image_key), session.texture
        if model is None or session.status_of(image_key).busy:
            return
        asked = self._jobs.get(image_key)
        if asked is not None and asked[0] is model and asked[1] == wanted:
            return
        if asked is not None:
            self._runner.cancel(self._jobs.pop(image_key)[2])
        if not all(one.settings.measures_like(wanted) for one in model.analysis.texture):
            work = partial(_measured, film.image, model, wanted)
            ended = partial(self._ended, image_key, model, wanted)
            self._jobs[image_key] = model, wanted, self._runner.submit(Lane.READING, work, ended)

    def _ended(
        self, image_key: str, model: Findings, wanted: TextureSettings, outcome: Outcome[Findings]
    ) -> None:
        asked = self._jobs.get(image_key)
        if asked is None or asked[0] is not model or asked[1] != wanted:
            return
        del self._jobs[image_key]
        if isinstance(outcome, Succeeded) and self._session.model_findings_of(image_key) is model:
            self._session.store_result(outcome.value)
        elif isinstance(outcome, Failed):
            self._session.message.emit(sentence(outcome.error))


def _measured(image: Image, model: Findings, texture: TextureSettings, context: JobContext) -> Findings:
    from cxrviewer.analysis import retextured

    context.checkpoint()
    return replace(model, analysis=retextured(model.analysis, image, texture))

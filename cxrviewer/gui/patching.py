"""Lets patches of the lungs vote on the film on screen, in the background, when the user asks for it."""

from functools import partial

from PySide6.QtCore import QObject

from cxrviewer.errors import ReadError
from cxrviewer.gui.analysis_service import AnalysisService
from cxrviewer.gui.jobs import Job, JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.patch_readings import Labels
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, Outcome, Succeeded
from cxrviewer.study import PatchReading


class Patching(QObject):
    """One reading of an image at a time; an answer for lungs that have changed since is not shown."""

    def __init__(
        self, session: Session, runner: JobRunner, service: AnalysisService, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._runner, self._service = session, runner, service
        self._jobs: dict[str, Job] = {}

    def start(self, number: int) -> None:
        """Read so many patches of the film on screen; if that is under way, stop it."""
        session, film = self._session, self._session.film
        analysis = session.analysis
        labels = session.lungs_of(film) if film is not None else None
        if film is None or analysis is None or labels is None:
            return
        image_key = film.image.source.key
        if image_key in self._jobs:
            self._runner.cancel(self._jobs[image_key])
            return
        work = partial(
            self._service.read_patches, film.image, analysis, number, session.display.override.read_as
        )
        ended = partial(self._ended, image_key, labels)
        self._jobs[image_key] = self._runner.submit(Lane.INFERENCE, work, ended)
        session.patch_readings.set_busy(image_key, busy=True)

    def _ended(self, image_key: str, labels: Labels, outcome: Outcome[PatchReading]) -> None:
        self._jobs.pop(image_key)
        if isinstance(outcome, Succeeded):
            self._session.patch_readings.put(image_key, labels, outcome.value)
        elif isinstance(outcome, Failed):
            error = outcome.error
            told = f"This film {error.reason}." if isinstance(error, ReadError) else sentence(error)
            self._session.message.emit(told)
        self._session.patch_readings.set_busy(image_key, busy=False)

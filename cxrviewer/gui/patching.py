"""Lets patches of the lungs vote on the film on screen when asked, and shows what they said before."""

from functools import partial

from PySide6.QtCore import QObject

from cxrviewer.errors import ReadError, StoreError
from cxrviewer.gui.analysis_service import AnalysisService, Answer
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
        self._recalled: dict[str, Labels] = {}
        session.film_changed.connect(self.recall)
        session.analysis_changed.connect(self.recall)

    def renew(self) -> None:
        """Forget what patches said, and stop what is being read: another model is in use."""
        for job in self._jobs.values():
            self._runner.cancel(job)
        self._recalled.clear()
        self._session.patch_readings.forget()

    def recall(self) -> None:
        """Look once for what patches of the lungs on screen said before, in another run of the program."""
        session, film = self._session, self._session.film
        labels = session.lungs_of(film) if film is not None else None
        if film is None or session.analysis is None or labels is None:
            return
        image_key = film.image.source.key
        if self._recalled.get(image_key) is labels or session.patch_reading_of(film) is not None:
            return
        self._recalled[image_key] = labels
        read_as = session.display.override.read_as
        work = partial(self._service.recall_patches, film.image, labels, read_as)
        self._runner.submit(Lane.RECALLING, work, partial(self._found, image_key, labels))

    def _found(self, image_key: str, labels: Labels, outcome: Outcome[PatchReading | None]) -> None:
        """Show an earlier reading, unless patches of these lungs were read meanwhile."""
        readings = self._session.patch_readings
        if isinstance(outcome, Failed) and isinstance(outcome.error, StoreError):
            self._session.message.emit(sentence(outcome.error))
        wanted = self._recalled.get(image_key) is labels and readings.of(image_key, labels) is None
        if wanted and isinstance(outcome, Succeeded) and outcome.value is not None:
            readings.put(image_key, labels, outcome.value)

    def start(self, number: int) -> None:
        """Read so many patches of the film on screen; if that is under way, stop it."""
        session, film = self._session, self._session.film
        analysis = session.analysis
        labels = session.lungs_of(film) if film is not None else None
        if film is None or analysis is None or labels is None:
            return
        image_key = film.image.source.key
        if session.measuring and image_key not in self._jobs:
            return  # the analysis is still that of other lungs
        if image_key in self._jobs:
            self._runner.cancel(self._jobs[image_key])
            return
        work = partial(
            self._service.read_patches, film.image, analysis, number, session.display.override.read_as
        )
        ended = partial(self._ended, image_key, labels)
        self._jobs[image_key] = self._runner.submit(Lane.INFERENCE, work, ended)
        session.patch_readings.set_busy(image_key, busy=True)

    def _ended(self, image_key: str, labels: Labels, outcome: Outcome[Answer[PatchReading]]) -> None:
        job = self._jobs.pop(image_key)
        if isinstance(outcome, Succeeded) and not job.context.cancelled.is_set():
            self._session.patch_readings.put(image_key, labels, outcome.value.value)
            if outcome.value.trouble:
                self._session.message.emit(outcome.value.trouble)
        elif isinstance(outcome, Failed):
            error = outcome.error
            told = f"This film {error.reason}." if isinstance(error, ReadError) else sentence(error)
            self._session.message.emit(told)
        self._session.patch_readings.set_busy(image_key, busy=False)

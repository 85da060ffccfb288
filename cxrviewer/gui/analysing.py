"""Runs the analysis of the film on screen in the background, one at a time."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from cxrviewer.errors import ReadError
from cxrviewer.gui.analysis_status import AnalysisStatus, Stage
from cxrviewer.gui.findings import Findings, findings_of
from cxrviewer.gui.jobs import Job, JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, JobContext, Outcome, Progress, Succeeded
from cxrviewer.study import Image

if TYPE_CHECKING:
    from cxrviewer.analysis import Analyser


class AnalysisService:
    """Makes the analyser at its first use, in the worker's thread; importing it costs time."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._analyser: Analyser | None = None

    def analyse(self, image: Image, context: JobContext) -> Findings:
        """Analyse an image; to be called in the one thread of the inference lane.

        Raises
        ------
        CxrviewerError
            If a model cannot be used or the image is not fit for analysis.
        JobCancelledError
            If the user no longer wants it.
        """
        from cxrviewer.analysis import Analyser

        if self._analyser is None:
            context.progress(0.0, "Loading the models")
            self._analyser = Analyser(self._device, threads=_spare_threads())
        return findings_of(self._analyser.analyse(image, context))


def _spare_threads() -> int:
    """Return how many threads a forward pass may take: one core stays with the window."""
    return max(1, (os.cpu_count() or 1) - 1)


@dataclass(frozen=True, slots=True, eq=False)
class _Ticket:
    """Tells one run of an analysis from another of the same image."""


class Analysing(QObject):
    """Starts, follows and cancels analyses; results go to the session under their image's key."""

    def __init__(self, session: Session, runner: JobRunner, device: str, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._service = AnalysisService(device)
        self._jobs: dict[str, tuple[_Ticket, Job]] = {}
        session.film_changed.connect(self._leave_others)

    def start(self) -> None:
        """Analyse the image on screen, unless that is under way."""
        film = self._session.film
        if film is None or film.image.source.key in self._jobs:
            return
        image, key, ticket = film.image, film.image.source.key, _Ticket()
        stage = Stage.WAITING if self._jobs else Stage.RUNNING
        self._session.set_status(key, AnalysisStatus(stage))
        job = self._runner.submit(
            Lane.INFERENCE,
            lambda context: self._service.analyse(image, context),
            lambda outcome: self._ended(key, ticket, outcome),
            lambda progress: self._advanced(key, ticket, progress),
        )
        self._jobs[key] = ticket, job

    def start_unasked(self) -> None:
        """Analyse the image on screen unless it is one of a stack, or has been analysed or cancelled."""
        if len(self._session.stack) != 1:
            return
        if self._session.status.stage is Stage.IDLE:
            self.start()

    def cancel(self) -> None:
        """Stop the analysis of the image on screen."""
        under_way = self._jobs.get(self._session.image_key or "")
        if under_way is not None:
            self._runner.cancel(under_way[1])

    def _leave_others(self) -> None:
        """Take back what waits for images that are no longer on screen; what runs may finish and is kept."""
        for key, (_ticket, job) in list(self._jobs.items()):
            if key != self._session.image_key and not job.future.running():
                del self._jobs[key]
                self._session.set_status(key, AnalysisStatus())
                self._runner.cancel(job)

    def _current(self, key: str, ticket: _Ticket) -> bool:
        return key in self._jobs and self._jobs[key][0] is ticket

    def _advanced(self, key: str, ticket: _Ticket, progress: Progress) -> None:
        if self._current(key, ticket):
            self._session.set_status(key, AnalysisStatus(Stage.RUNNING, progress))

    def _ended(self, key: str, ticket: _Ticket, outcome: Outcome[Findings]) -> None:
        current = self._current(key, ticket)
        if current:
            del self._jobs[key]
        if isinstance(outcome, Succeeded):
            self._session.store_result(outcome.value)
        elif current and isinstance(outcome, Failed):
            self._session.set_status(key, AnalysisStatus(Stage.FAILED, reason=_reason(outcome.error)))
        elif current:
            self._session.set_status(key, AnalysisStatus(Stage.CANCELLED))


def _reason(error: Exception) -> str:
    """Return why there is no analysis; the film's own name stands in the window already."""
    if isinstance(error, ReadError):
        return f"This film {error.reason}."
    return sentence(error)

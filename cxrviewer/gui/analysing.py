"""Runs the analysis of the film on screen in the background, one at a time."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from cxrviewer.errors import CxrviewerError, ReadError, StoreError
from cxrviewer.gui.analysis_service import AnalysisService, Answer
from cxrviewer.gui.analysis_status import AnalysisStatus, Stage
from cxrviewer.gui.findings import Findings
from cxrviewer.gui.jobs import Job, JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, Outcome, Progress, Succeeded
from cxrviewer.study import Image, ReadAs


@dataclass(frozen=True, slots=True, eq=False)
class _Ticket:
    """Tells one run of an analysis, or one look for an earlier result, from another of the same image.

    What is of an earlier era comes from models that are no longer in use.
    """

    computing: bool
    era: int


class Analysing(QObject):
    """Starts, follows and cancels analyses; results go to the session under their image's key."""

    def __init__(
        self, session: Session, runner: JobRunner, service: AnalysisService, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._runner, self._service = session, runner, service
        self._jobs: dict[str, tuple[_Ticket, Job]] = {}
        self._era = 0
        session.film_changed.connect(self._leave_others)

    def start(self) -> None:
        """Analyse the image on screen, unless that is under way; an earlier result does not count."""
        film = self._session.film
        if film is None:
            return
        ticket, job = self._jobs.get(film.image.source.key, (None, None))
        if ticket is not None and job is not None:
            if ticket.computing:
                return
            self._runner.cancel(job)
        self._compute(film.image)

    def renew(self) -> None:
        """Go on with the models that are chosen now; what is known of the film on screen is found anew."""
        known = self._session.analysis is not None or self._session.status.busy
        self._service.renew()
        self._era += 1
        for _ticket, job in self._jobs.values():
            self._runner.cancel(job)
        self._jobs.clear()
        self._session.forget_results()
        if known:
            self.start_unasked(compute=True)
        if known and self._session.status.stage is Stage.IDLE:
            self.start()

    def start_anyway(self, reason: str) -> None:
        """Put on record that the reader overrules the gate for the image on screen, and analyse it."""
        film = self._session.film
        if film is None:
            return
        try:
            self._service.overrule(film.image.source.key, reason)
        except CxrviewerError as error:
            self._session.message.emit(sentence(error))
            return
        self.start()

    def start_unasked(self, *, compute: bool) -> None:
        """Show an earlier result for the image on screen, unless it was analysed or cancelled in this run.

        Parameters
        ----------
        compute
            Whether to analyse it where there is none; an image of a stack is left alone, and a CT is only
            looked up.
        """
        film, alone = self._session.film, len(self._session.stack) == 1
        if film is None or self._session.status.stage is not Stage.IDLE or not alone:
            return
        image, key, ticket = film.image, film.image.source.key, _Ticket(computing=False, era=self._era)
        compute, read_as = compute and image.text.modality != "CT", self._read_as
        self._session.set_status(key, AnalysisStatus(Stage.RUNNING if compute else Stage.RECALLING))
        job = self._runner.submit(
            Lane.RECALLING,
            lambda context: self._service.recall(image, read_as, context),
            lambda outcome: self._recalled(image, ticket, outcome, compute=compute),
        )
        self._jobs[key] = ticket, job

    def _recalled(
        self, image: Image, ticket: _Ticket, outcome: Outcome[Answer[Findings] | None], *, compute: bool
    ) -> None:
        """Show an earlier result; without one begin to compute, if that is still wanted."""
        key = image.source.key
        if not self._current(key, ticket):
            return
        _ticket, job = self._jobs.pop(key)
        if isinstance(outcome, Failed) and isinstance(outcome.error, StoreError):
            self._session.message.emit(sentence(outcome.error))
        if isinstance(outcome, Succeeded) and outcome.value is not None:
            self._session.store_result(outcome.value.value)
        elif job.context.cancelled.is_set():
            self._session.set_status(key, AnalysisStatus(Stage.CANCELLED))
        elif compute and key == self._session.image_key:
            self._compute(image)
        else:
            self._session.set_status(key, AnalysisStatus())

    @property
    def _read_as(self) -> ReadAs:
        """What the user says that the image on screen is."""
        return self._session.display.override.read_as

    def _compute(self, image: Image) -> None:
        key, ticket, read_as = image.source.key, _Ticket(computing=True, era=self._era), self._read_as
        others = any(other.computing for other, _job in self._jobs.values())
        stage = Stage.WAITING if others else Stage.RUNNING
        self._session.set_status(key, AnalysisStatus(stage))
        job = self._runner.submit(
            Lane.INFERENCE,
            lambda context: self._service.analyse(image, read_as, context),
            lambda outcome: self._ended(key, ticket, outcome),
            lambda progress: self._advanced(key, ticket, progress),
        )
        self._jobs[key] = ticket, job

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

    def _ended(self, key: str, ticket: _Ticket, outcome: Outcome[Answer[Findings]]) -> None:
        current = self._current(key, ticket)
        if current:
            del self._jobs[key]
        if isinstance(outcome, Succeeded) and ticket.era == self._era:
            self._session.store_result(outcome.value.value)
            if outcome.value.trouble:
                self._session.message.emit(outcome.value.trouble)
        elif current and isinstance(outcome, Failed):
            self._session.set_status(key, AnalysisStatus(Stage.FAILED, reason=_reason(outcome.error)))
        elif current:
            self._session.set_status(key, AnalysisStatus(Stage.CANCELLED))


def _reason(error: Exception) -> str:
    """Return why there is no analysis; the film's own name stands in the window already."""
    if isinstance(error, ReadError):
        return f"This film {error.reason}."
    return sentence(error)

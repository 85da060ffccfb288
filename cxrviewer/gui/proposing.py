"""Proposes a cardiothoracic ratio from the lung mask of the film on screen, in the background."""

from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.study import Annotation, Image, Kind, Maker

NONE_FOUND = "No cardiothoracic ratio can be proposed for this film; draw one by hand."


class Proposing(QObject):
    """Puts a proposal on the film in place of an earlier one; what the user has drawn stays."""

    def __init__(self, session: Session, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner

    def propose(self) -> None:
        """Begin, if the lungs of the film on screen are known."""
        film, analysis = self._session.film, self._session.analysis
        if film is not None and analysis is not None:
            work = partial(_proposed, film.image, analysis.lungs.labels)
            self._runner.submit(Lane.READING, work, partial(self._ended, film.image.source.key))

    def _ended(self, image_key: str, outcome: Outcome[Annotation | None]) -> None:
        """Put it on the film that it is of, wherever that is by now; only on screen is it selected."""
        if isinstance(outcome, Failed):
            self._session.message.emit(sentence(outcome.error))
        elif isinstance(outcome, Succeeded) and outcome.value is None:
            self._session.message.emit(NONE_FOUND)
        elif isinstance(outcome, Succeeded) and outcome.value is not None:
            self._put(image_key, outcome.value)

    def _put(self, image_key: str, proposal: Annotation) -> None:
        annotating = self._session.annotating
        drawn = annotating.of(image_key)
        earlier = [
            item.identifier
            for item in drawn.items
            if item.kind is Kind.CARDIOTHORACIC and item.maker is Maker.MODEL
        ]
        annotating.edit(drawn.without(*earlier).adding(proposal))
        if image_key == self._session.image_key:
            annotating.select(proposal.identifier)


def _proposed(image: Image, labels: npt.NDArray[np.uint8], context: JobContext) -> Annotation | None:
    from cxrviewer.measurement import propose_cardiothoracic

    context.checkpoint()
    return propose_cardiothoracic(image, labels)

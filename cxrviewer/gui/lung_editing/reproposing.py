"""Keeps a proposed cardiothoracic ratio true to the lungs while the user corrects these."""

from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.study import Annotation, AnnotationSet, Image, Kind, Maker, PackedMask, Point

Labels = npt.NDArray[np.uint8]
Points = tuple[Point, ...]

NO_PROPOSAL = "The proposed cardiothoracic ratio was taken off: these lungs allow none."


class Reproposing(QObject):
    """Moves a proposal that the user has not touched; that is part of the edit which changed the lungs."""

    def __init__(self, session: Session, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._lungs: dict[str, PackedMask | None] = {}
        session.annotating.changed.connect(self._follow)
        session.film_changed.connect(self._meet)

    def _meet(self) -> None:
        """Note the lungs of a film that comes on screen: its proposal is of them."""
        key = self._session.image_key
        if key is not None:
            self._lungs.setdefault(key, self._session.annotating.of(key).lungs)

    def _follow(self, image_key: str) -> None:
        """Propose anew where the lungs are others and a proposal stands."""
        drawn, film = self._session.annotating.of(image_key), self._session.film
        if film is None or image_key != self._session.image_key or drawn.lungs == self._lungs.get(image_key):
            return
        self._lungs[image_key] = drawn.lungs
        labels = self._session.lungs_of(film)
        if proposal_in(drawn) is not None and labels is not None:
            self._runner.submit(
                Lane.READING,
                partial(_proposed, film.image, labels),
                partial(self._ended, image_key, drawn.lungs),
            )

    def _ended(self, image_key: str, lungs: PackedMask | None, outcome: Outcome[Points | None]) -> None:
        drawn = self._session.annotating.of(image_key)
        proposal = proposal_in(drawn)
        if isinstance(outcome, Failed):
            self._session.message.emit(sentence(outcome.error))
        if not isinstance(outcome, Succeeded) or proposal is None or drawn.lungs != lungs:
            return
        if outcome.value is None:
            self._session.annotating.amend(drawn.without(proposal.identifier))
            self._session.message.emit(NO_PROPOSAL)
        else:
            moved = replace(proposal, points=outcome.value)
            self._session.annotating.amend(drawn.adding(moved))


def proposal_in(drawn: AnnotationSet) -> Annotation | None:
    """Return the cardiothoracic ratio that was proposed and that the user has not touched."""
    return next(
        (item for item in drawn.items if item.kind is Kind.CARDIOTHORACIC and item.maker is Maker.MODEL), None
    )


def _proposed(image: Image, labels: Labels, context: JobContext) -> Points | None:
    from cxrviewer.measurement import propose_cardiothoracic

    context.checkpoint()
    proposal = propose_cardiothoracic(image, labels)
    return proposal.points if proposal is not None else None

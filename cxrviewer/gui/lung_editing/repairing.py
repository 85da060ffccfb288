"""Edits of a whole lung mask, in the background: one step of undo each."""

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from cxrviewer.gui.film import Film
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.study import PackedMask

Labels = npt.NDArray[np.uint8]
Repair = Callable[[Labels], Labels]

NO_LUNGS = "There are no lungs on this film yet: analyse it, or draw them with the lung brush."
NOTHING_TO_DO = "The lungs are so already; nothing was changed."


class Repairing(QObject):
    """Smooths lungs and drops islands; an answer about lungs that are others by now is dropped."""

    def __init__(self, session: Session, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner

    def smooth(self) -> None:
        """Smooth the outlines of both lungs of the film on screen."""
        self._repair(_smooth)

    def drop_islands(self) -> None:
        """Keep the largest part of each lung of the film on screen."""
        self._repair(_largest)

    def _repair(self, repair: Repair) -> None:
        film = self._session.film
        if film is None:
            return
        labels = self._session.lungs_of(film)
        if labels is None or not labels.any():
            self._session.message.emit(NO_LUNGS)
            return
        self._runner.submit(
            Lane.READING, partial(_repaired, repair, labels), partial(self._ended, film, labels)
        )

    def _ended(self, film: Film, labels: Labels, outcome: Outcome[tuple[Labels, PackedMask] | None]) -> None:
        if isinstance(outcome, Failed):
            self._session.message.emit(sentence(outcome.error))
        if not isinstance(outcome, Succeeded) or self._session.lungs_of(film) is not labels:
            return
        if outcome.value is None:
            self._session.message.emit(NOTHING_TO_DO)
        else:
            self._session.lung_desk.commit(film, *outcome.value)


def _repaired(repair: Repair, labels: Labels, context: JobContext) -> tuple[Labels, PackedMask] | None:
    """Return other labels, packed too; None where they are the same."""
    context.checkpoint()
    edited = repair(labels)
    return None if np.array_equal(edited, labels) else (edited, PackedMask.of(edited))


def _smooth(labels: Labels) -> Labels:
    from cxrviewer.analysis.lung_editing import smoothed, smoothing_radius

    return smoothed(labels, smoothing_radius(labels.shape)).on(labels)


def _largest(labels: Labels) -> Labels:
    from cxrviewer.analysis.lung_editing import largest_parts

    return largest_parts(labels).on(labels)

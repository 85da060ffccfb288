"""Traces the imported masks of the films on screen in the background."""

from functools import partial

import cv2
import numpy as np
from PySide6.QtCore import QObject

from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.gui.segments import TracedSegment
from cxrviewer.gui.session import Session
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded
from cxrviewer.study import Segment

Traced = tuple[TracedSegment, ...]


class SegmentTracing(QObject):
    """Traces what `Session.segments` shows; a set of masks that stays as it is is traced once."""

    def __init__(self, session: Session, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._wanted: dict[str, tuple[Segment, ...]] = {}
        session.annotating.changed.connect(self._follow)
        for cell in session.cells:
            cell.film_changed.connect(self._look)

    def _look(self) -> None:
        for cell in self._session.cells:
            if cell.film is not None:
                self._follow(cell.film.image.source.key)

    def _follow(self, image_key: str) -> None:
        segments = self._session.annotating.of(image_key).segments
        if segments == self._wanted.get(image_key, ()):
            return
        self._wanted[image_key] = segments
        work = partial(_traced, segments)
        self._runner.submit(Lane.READING, work, partial(self._ended, image_key, segments))

    def _ended(self, image_key: str, segments: tuple[Segment, ...], outcome: Outcome[Traced]) -> None:
        """Show outlines, unless there are other masks by now."""
        if isinstance(outcome, Failed):
            self._session.message.emit(sentence(outcome.error))
        elif isinstance(outcome, Succeeded) and self._wanted.get(image_key) is segments:
            self._session.segments.put(image_key, outcome.value)


def _traced(segments: tuple[Segment, ...], context: JobContext) -> Traced:
    """Trace masks through the centres of their outermost pixels; to be called by a worker."""
    found = []
    for segment in segments:
        context.checkpoint()
        contours, _ = cv2.findContours(segment.mask.labels(), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
        polygons = tuple(contour.reshape(-1, 2).astype(np.float64) + 0.5 for contour in contours)
        found.append(TracedSegment(segment.label, polygons))
    return tuple(found)

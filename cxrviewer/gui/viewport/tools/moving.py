"""Changes what is drawn already: a handle moves one point, a line the whole."""

from PySide6.QtCore import QLineF, Qt

from cxrviewer.gui.viewport.shaping import (
    anchor_of,
    clamped,
    equal_sided,
    in_steps,
    shifted,
    with_handle_at,
)
from cxrviewer.gui.viewport.tools.easel import Easel
from cxrviewer.gui.viewport.tools.tool import Place, Tool
from cxrviewer.study import Annotation, Kind, Point

SLACK = 2.0


class Moving(Tool):
    """One drag at an annotation, which is one edit at its end; a mere click moves nothing."""

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, easel: Easel, annotation: Annotation, handle: int | None, place: Place) -> None:
        self._easel, self._before, self._handle, self._from = easel, annotation, handle, place
        self._now = annotation
        self._moved = False

    @property
    def busy(self) -> bool:
        """Always: it lives as long as the drag."""
        return True

    def move(self, place: Place) -> None:
        """Show it where the hand is; the first pixels may be a trembling hand's."""
        self._moved = self._moved or QLineF(self._from.at, place.at).length() > SLACK
        if not self._moved:
            return
        points = self._dragged(place) if self._handle is None else self._reshaped(place, self._handle)
        self._now = self._before.moved(points)
        self._easel.show(self._now)

    def release(self, place: Place) -> None:
        """Keep it where the hand let go."""
        self.move(place)
        if self._moved and self._now.points != self._before.points:
            self._easel.keep(self._now)
        else:
            self._easel.show()

    def cancel(self) -> None:
        """Leave it where it was."""
        self._easel.show()

    def _dragged(self, place: Place) -> tuple[Point, ...]:
        shift = place.point[0] - self._from.point[0], place.point[1] - self._from.point[1]
        return shifted(self._before.points, shift, self._easel.size)

    def _reshaped(self, place: Place, handle: int) -> tuple[Point, ...]:
        before, easel = self._before, self._easel
        anchor = anchor_of(before.kind, before.points, handle) if place.constrained else None
        if anchor is None:
            to = clamped(place.point, easel.size)
        else:
            constraint = equal_sided if before.kind is Kind.RECTANGLE else in_steps
            to = constraint(place.point, anchor, easel.aspect, easel.size)
        return with_handle_at(before.kind, before.points, handle, to)

"""Very many annotations, drawn once into a picture larger than the viewport that then moves with the film."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from cxrviewer.gui.viewport.marks import draw_marks
from cxrviewer.gui.viewport.pens import HALO, INKS, cosmetic
from cxrviewer.gui.viewport.traces import Drawn, Traces
from cxrviewer.study import Maker

MARGIN = 0.5
HALO_WIDTH = 3.0
SMOOTH_BELOW = 2000


class Crowd:
    """Keeps the last picture; panning, and changing what is left out of it, seldom need another."""

    def __init__(self) -> None:
        self._picture = QImage()
        self._of: Traces | None = None
        self._without: str | None = None
        self._to_picture = QTransform()

    def draw(self, painter: QPainter, traces: Traces, without: str | None, room: QRectF) -> None:
        """Draw what is in sight.

        Parameters
        ----------
        painter
            In image coordinates.
        traces
            Everything drawn on the film.
        without
            Identifier of one that is left out.
        room
            The viewport.
        """
        to_view, ratio = painter.worldTransform(), painter.device().devicePixelRatioF()
        if self._of is not traces or self._without != without or not self._covers(to_view, room, ratio):
            self._make(to_view, traces, without, room, ratio)
        painter.save()
        painter.resetTransform()
        painter.drawImage(self._place(to_view), self._picture)
        painter.restore()

    def _place(self, to_view: QTransform) -> QPointF:
        """Return where the picture's corner is in the viewport."""
        return QPointF(to_view.dx() - self._to_picture.dx(), to_view.dy() - self._to_picture.dy())

    def _covers(self, to_view: QTransform, room: QRectF, ratio: float) -> bool:
        if self._picture.devicePixelRatioF() != ratio or not _same_scale(to_view, self._to_picture):
            return False
        return QRectF(self._place(to_view), self._picture.deviceIndependentSize()).contains(room)

    def _make(
        self, to_view: QTransform, traces: Traces, without: str | None, room: QRectF, ratio: float
    ) -> None:
        aside, above = round(room.width() * MARGIN), round(room.height() * MARGIN)
        box = room.adjusted(-aside, -above, aside, above)
        self._of, self._without = traces, without
        self._to_picture = to_view * QTransform.fromTranslate(aside, above)
        size = QSize(round(box.width() * ratio), round(box.height() * ratio))
        self._picture = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(Qt.GlobalColor.transparent)
        inverse, _invertible = to_view.inverted()
        places = traces.in_sight(inverse.mapRect(box))
        there = [traces.drawn[place] for place in places.tolist()]
        painter = QPainter(self._picture)
        smooth = traces.size_of(places) < SMOOTH_BELOW
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        _draw(painter, [one for one in there if one.item.identifier != without], self._to_picture)
        painter.end()


def _draw(painter: QPainter, drawn: list[Drawn], to_view: QTransform) -> None:
    """Draw the lines of one maker all at once."""
    ratio = painter.device().devicePixelRatioF()
    painter.setWorldTransform(to_view)
    for maker in Maker:
        lines = [line for one in drawn if one.item.maker is maker for line in one.lines]
        for pen in (cosmetic(HALO, HALO_WIDTH, ratio), cosmetic(QColor(INKS[maker].colour), 1.0, ratio)):
            painter.setPen(pen)
            painter.drawLines(lines)
    painter.resetTransform()
    draw_marks(painter, ((one.item, INKS[one.item.maker]) for one in drawn), to_view)


def _same_scale(a: QTransform, b: QTransform) -> bool:
    return (a.m11(), a.m12(), a.m21(), a.m22()) == (b.m11(), b.m12(), b.m21(), b.m22())

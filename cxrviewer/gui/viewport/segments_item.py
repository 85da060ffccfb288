"""Imported masks over the film: an outline in a colour of its own, with its name."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from cxrviewer.display.layer_colours import SEGMENT_COLOURS
from cxrviewer.gui.findings import Polygon
from cxrviewer.gui.segments import TracedSegment
from cxrviewer.gui.viewport.lettering import Look, font_of

WIDTH, NAME_SIZE, INSET = 2.0, 12, 3.0
GROUND = QColor(0, 0, 0, 170)


class SegmentsItem(QGraphicsItem):
    """The imported masks of one film."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[tuple[str, QPainterPath, QColor], ...] = ()
        self._bounds = QRectF()

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the masks that are shown."""
        return tuple(label for label, _path, _colour in self._shown)

    def set_segments(self, segments: tuple[TracedSegment, ...], rows: int = 0, columns: int = 0) -> None:
        """Show other masks over a film of so many rows and columns, or none."""
        self.prepareGeometryChange()
        self._bounds = QRectF(0, 0, columns, rows) if segments else QRectF()
        self._shown = tuple(
            (one.label, _path(one.polygons), QColor(SEGMENT_COLOURS[number % len(SEGMENT_COLOURS)]))
            for number, one in enumerate(segments)
        )
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the film's edges."""
        return self._bounds

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the outlines, then their names at their tops."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for _label, path, colour in self._shown:
            pen = QPen(colour, WIDTH)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawPath(path)
        to_view = painter.transform()
        painter.save()
        painter.resetTransform()
        for label, path, colour in self._shown:
            box = to_view.mapRect(path.boundingRect())
            _draw_name(painter, label, QPointF(box.center().x(), box.top()), colour)
        painter.restore()


def _draw_name(painter: QPainter, name: str, top: QPointF, colour: QColor) -> None:
    font = font_of(Look(NAME_SIZE, colour.name()))
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(name) + 2 * INSET, metrics.height()
    box = QRectF(top.x() - width / 2, top.y() + INSET, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(GROUND)
    painter.drawRoundedRect(box, 3, 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


def _path(polygons: tuple[Polygon, ...]) -> QPainterPath:
    path = QPainterPath()
    for polygon in polygons:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in polygon.tolist()]))
        path.closeSubpath()
    return path

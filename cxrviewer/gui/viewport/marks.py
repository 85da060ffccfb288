"""What has the same size on the screen at every zoom: heads of arrows, crosses, handles."""

import math
from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from cxrviewer.gui.viewport.pens import HALO, Ink, cosmetic, halo
from cxrviewer.study import Annotation, Kind, Point

HEAD_LENGTH, HEAD_ANGLE = 13.0, 0.42
CROSS, GAP = 9.0, 2.5
HANDLE_RADIUS = 4.5


def mark_lines(item: Annotation, to_view: QTransform) -> list[QLineF]:
    """Return the lines of an annotation that do not grow with the film, in the viewport."""
    if item.kind is Kind.ARROW:
        return _head(*(to_view.map(QPointF(*point)) for point in item.points))
    if item.kind is Kind.POINT:
        return _cross(to_view.map(QPointF(*item.points[0])))
    return []


def _head(tip: QPointF, tail: QPointF) -> list[QLineF]:
    back = math.atan2(tail.y() - tip.y(), tail.x() - tip.x())
    length = min(HEAD_LENGTH, QLineF(tip, tail).length())
    sides = (back - HEAD_ANGLE, back + HEAD_ANGLE)
    return [QLineF(tip, tip + QPointF(math.cos(side), math.sin(side)) * length) for side in sides]


def _cross(at: QPointF) -> list[QLineF]:
    ways = (QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1))
    return [QLineF(at + way * GAP, at + way * CROSS) for way in ways]


def draw_marks(painter: QPainter, items: Iterable[tuple[Annotation, Ink]], to_view: QTransform) -> None:
    """Draw what does not grow; the painter is in the viewport's own coordinates."""
    ratio = painter.device().devicePixelRatioF()
    for item, ink in items:
        lines = mark_lines(item, to_view)
        for pen in (halo(ratio), cosmetic(QColor(ink.colour), 2.0, ratio)) if lines else ():
            painter.setPen(pen)
            painter.drawLines(lines)


def draw_handles(painter: QPainter, points: Iterable[Point], ink: Ink, to_view: QTransform) -> None:
    """Draw a ring where the hand can take hold; the film stays visible inside it."""
    for point in points:
        at = to_view.map(QPointF(*point))
        for pen in (QPen(HALO, 4.0), QPen(QColor(ink.colour), 1.6)):
            painter.setPen(pen)
            painter.drawEllipse(at, HANDLE_RADIUS, HANDLE_RADIUS)

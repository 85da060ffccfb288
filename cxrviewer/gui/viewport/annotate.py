"""Draws the texts, side markers and scale bar over the viewport."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from cxrviewer.gui.viewport.texts import CornerTexts, ScaleBar, SideMarkers

MARGIN = 14.0
TEXT_COLOUR = QColor("#dfe5ec")
SHADOW = QColor(0, 0, 0, 200)
MARKER_COLOUR = QColor("#ffd866")

_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_TOP, _BOTTOM = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom


def annotation_font(pixel_size: int = 13, *, bold: bool = False) -> QFont:
    """Return the font of everything that is written over the film."""
    font = QFont()
    font.setPixelSize(pixel_size)
    font.setBold(bold)
    return font


def draw_corners(painter: QPainter, rect: QRectF, texts: CornerTexts) -> None:
    """Write the lines into the four corners."""
    painter.setFont(annotation_font())
    inner = rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    for lines, alignment in (
        (texts.top_left, _LEFT | _TOP),
        (texts.top_right, _RIGHT | _TOP),
        (texts.bottom_left, _LEFT | _BOTTOM),
        (texts.bottom_right, _RIGHT | _BOTTOM),
    ):
        _write(painter, inner, alignment, "\n".join(lines), TEXT_COLOUR)


def draw_markers(painter: QPainter, rect: QRectF, markers: SideMarkers) -> None:
    """Write the directions at the middle of the edges."""
    painter.setFont(annotation_font(18, bold=True))
    inner = rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    middle_x, middle_y = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignVCenter
    for text, alignment in (
        (markers.left, _LEFT | middle_y),
        (markers.right, _RIGHT | middle_y),
        (markers.top, middle_x | _TOP),
        (markers.bottom, middle_x | _BOTTOM),
    ):
        _write(painter, inner, alignment, text, MARKER_COLOUR)


def draw_scale_bar(painter: QPainter, rect: QRectF, bar: ScaleBar, *, lift: float) -> None:
    """Draw the bar in the middle of the lower edge, `lift` above it."""
    font = annotation_font(12)
    painter.setFont(font)
    y = rect.bottom() - MARGIN - lift
    left, right = rect.center().x() - bar.length_px / 2, rect.center().x() + bar.length_px / 2
    for colour, width in ((SHADOW, 4.0), (TEXT_COLOUR, 1.6)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        for x in (left, right):
            painter.drawLine(QPointF(x, y - 5), QPointF(x, y + 5))
    height = QFontMetricsF(font).height()
    box = QRectF(rect.left(), y - height - 9, rect.width(), height)
    _write(painter, box, Qt.AlignmentFlag.AlignHCenter | _BOTTOM, bar.label, TEXT_COLOUR)


def _write(painter: QPainter, box: QRectF, alignment: Qt.AlignmentFlag, text: str, colour: QColor) -> None:
    """Write text with a dark edge, readable on white and on black."""
    painter.setPen(SHADOW)
    for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1), (1, 1)):
        painter.drawText(box.translated(dx, dy), alignment, text)
    painter.setPen(colour)
    painter.drawText(box, alignment, text)

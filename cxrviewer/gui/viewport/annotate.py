"""Draws the texts, notices, side markers and scale bar over the viewport."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cxrviewer.gui.viewport.lettering import EDGE_COLOUR, Look, fitted, lettering
from cxrviewer.gui.viewport.texts import CornerTexts, ScaleBar, SideMarkers

MARGIN = 12.0
TEXT = Look(14, "#f2f5f8")
SMALL = Look(13, "#f2f5f8")
NOTICE = Look(15, "#ffb454", bold=True)
QUIET = Look(14, "#7d8794")
CROWDED_BELOW = 620.0
MARKER_HEIGHT, LINE_HEIGHT = 28.0, 17.0
EMPTY = ("Drag a film here,", "or click here and choose one from the list")
MARKER = Look(18, "#ffd866", bold=True)
BAR_COLOURS = ((EDGE_COLOUR, 4.0), (QColor(TEXT.colour), 1.6))

_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_TOP, _BOTTOM = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom

# Of the width, for the longest line; beside the scale bar there is less, above it more
TOP_SHARE = 0.48
CORNER_SHARES = {_LEFT | _BOTTOM: 0.37, _RIGHT | _BOTTOM: 0.62}


def draw_corners(painter: QPainter, rect: QRectF, texts: CornerTexts) -> list[QRectF]:
    """Write the lines into the four corners, and return where; those on the left and right never meet."""
    boxes = []
    inner = rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    look = SMALL if rect.width() < CROWDED_BELOW else TEXT
    for lines, alignment in (
        (texts.top_left, _LEFT | _TOP),
        (texts.top_right, _RIGHT | _TOP),
        (texts.bottom_left, _LEFT | _BOTTOM),
        (texts.bottom_right, _RIGHT | _BOTTOM),
    ):
        fitting = fitted(lines, look, inner.width() * CORNER_SHARES.get(alignment, TOP_SHARE))
        boxes.append(_write(painter, inner, alignment, "\n".join(fitting), look))
    return boxes


def draw_notices(painter: QPainter, rect: QRectF, lines: tuple[str, ...], texts: CornerTexts | None) -> None:
    """Write the notices in the middle: below the marker of the upper edge, or below texts without room."""
    below = MARKER_HEIGHT
    if texts is not None and rect.width() < CROWDED_BELOW:
        room = (rect.width() - 2 * MARGIN) * TOP_SHARE
        tallest = max(len(fitted(lines, SMALL, room)) for lines in (texts.top_left, texts.top_right))
        below = max(below, LINE_HEIGHT * tallest)
    inner = rect.adjusted(MARGIN, MARGIN + below, -MARGIN, -MARGIN)
    fitting = fitted(lines, NOTICE, inner.width())
    _write(painter, inner, Qt.AlignmentFlag.AlignHCenter | _TOP, "\n".join(fitting), NOTICE)


def draw_empty(painter: QPainter, rect: QRectF) -> None:
    """Say how a film comes into an empty viewport."""
    fitting = fitted(EMPTY, QUIET, rect.width() - 2 * MARGIN)
    _write(painter, rect, Qt.AlignmentFlag.AlignCenter, "\n".join(fitting), QUIET)


def draw_markers(painter: QPainter, rect: QRectF, markers: SideMarkers) -> None:
    """Write the directions at the middle of the edges."""
    inner = rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    middle_x, middle_y = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignVCenter
    for text, alignment in (
        (markers.left, _LEFT | middle_y),
        (markers.right, _RIGHT | middle_y),
        (markers.top, middle_x | _TOP),
        (markers.bottom, middle_x | _BOTTOM),
    ):
        _write(painter, inner, alignment, text, MARKER)


def draw_scale_bar(painter: QPainter, rect: QRectF, bar: ScaleBar, *, lift: float) -> None:
    """Draw the bar in the middle of the lower edge, `lift` above it.

    Where there is no room, the origin of its millimetres stands in the corner's text alone.
    """
    y = rect.bottom() - MARGIN - lift
    left, right = rect.center().x() - bar.length_px / 2, rect.center().x() + bar.length_px / 2
    for colour, width in BAR_COLOURS:
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        for x in (left, right):
            painter.drawLine(QPointF(x, y - 5), QPointF(x, y + 5))
    box = QRectF(rect.left(), y - 27, rect.width(), 20)
    label = bar.length if rect.width() < CROWDED_BELOW else f"{bar.length}  ({bar.origin})"
    _write(painter, box, Qt.AlignmentFlag.AlignHCenter | _BOTTOM, label, SMALL)


def _write(painter: QPainter, box: QRectF, alignment: Qt.AlignmentFlag, text: str, look: Look) -> QRectF:
    """Write text into a box, at whole pixels, and return where."""
    if not text:
        return QRectF()
    picture = lettering(text, look, alignment & Qt.AlignmentFlag.AlignHorizontal_Mask, _ratio(painter))
    size = picture.deviceIndependentSize()
    left, top = _left(box, alignment, size.width()), _top(box, alignment, size.height())
    painter.drawImage(QPointF(round(left), round(top)), picture)
    return QRectF(QPointF(round(left), round(top)), size)


def _ratio(painter: QPainter) -> float:
    return painter.device().devicePixelRatioF()


def _left(box: QRectF, alignment: Qt.AlignmentFlag, width: float) -> float:
    if alignment & Qt.AlignmentFlag.AlignHCenter:
        return box.center().x() - width / 2
    return box.right() - width if alignment & _RIGHT else box.left()


def _top(box: QRectF, alignment: Qt.AlignmentFlag, height: float) -> float:
    if alignment & Qt.AlignmentFlag.AlignVCenter:
        return box.center().y() - height / 2
    return box.bottom() - height if alignment & _BOTTOM else box.top()

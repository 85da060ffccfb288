"""Words and values beside what is drawn: on a dark ground, where they cover neither it nor each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from cxrviewer.gui.viewport.lettering import Look, fitted, font_of
from cxrviewer.gui.viewport.traces import Floats, crossings
from cxrviewer.study import Annotation, Kind, Maker

SIZE = 13
GROUND = QColor(0, 0, 0, 185)
AWAY, INSET = 11.0, 4.0
KEPT = 512
WIDEST = 260.0
PROPOSED = "proposed"


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A text at its place.

    Attributes
    ----------
    item
        What it is about.
    box
        In the viewport.
    picture
        The text on its ground.
    """

    item: Annotation
    box: QRectF
    picture: QImage

    def draw(self, painter: QPainter) -> None:
        """Draw it; the painter is in the viewport's own coordinates."""
        painter.drawImage(self.box.topLeft(), self.picture)


def label_text(item: Annotation, values: Sequence[str]) -> str:
    """Return what stands beside an annotation: its words, its values, and that it is only proposed."""
    told = any(PROPOSED in value.lower() for value in values)
    proposed = (PROPOSED,) if item.maker is Maker.MODEL and not told else ()
    lines = tuple(line for line in (item.text, *values, *proposed) if line)
    return "\n".join(fitted(lines, Look(SIZE, ""), WIDEST))


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """Where a label may stand.

    Attributes
    ----------
    room
        The viewport.
    segments
        (n, 4) float64: the lines in sight, in the viewport; labels keep off them where they can.
    reserved
        Where other texts stand, in the viewport.
    """

    room: QRectF
    segments: Floats
    reserved: Sequence[QRectF] = ()

    def place(
        self, item: Annotation, picture: QImage, corners: Sequence[QPointF], labels: Sequence[Label]
    ) -> tuple[Label, bool]:
        """Put a label beside an annotation.

        Parameters
        ----------
        item, picture
            What it is about, and the text.
        corners
            The annotation's points in the viewport.
        labels
            Those that are placed already.

        Returns
        -------
        label, free
            At the best place, and whether it is whole there and covers no other label.
        """
        size = picture.deviceIndependentSize()
        boxes = _candidates(item.kind, corners, size.width(), size.height())
        free = [box for box in boxes if self._is_free(box, labels)]
        best, least = (free or boxes)[0], np.inf
        for box in free:
            covered = crossings(self.segments, box)
            if covered < least:
                best, least = box, covered
            if not covered:
                break
        return Label(item, best if free else _moved_into(best, self.room), picture), bool(free)

    def _is_free(self, box: QRectF, labels: Sequence[Label]) -> bool:
        taken = (*self.reserved, *(label.box for label in labels))
        return self.room.contains(box) and not any(box.intersects(other) for other in taken)


def _moved_into(box: QRectF, room: QRectF) -> QRectF:
    left = min(max(box.left(), room.left()), room.right() - box.width())
    top = min(max(box.top(), room.top()), room.bottom() - box.height())
    return QRectF(round(left), round(top), box.width(), box.height())


def _candidates(kind: Kind, corners: Sequence[QPointF], width: float, height: float) -> list[QRectF]:
    """Return places beside the outermost points, right before left before below before above, then aslant.

    A TEXT begins at its point.
    """
    if kind is Kind.TEXT:
        return [QRectF(round(corners[0].x()), round(corners[0].y()), width, height)]
    right, left = max(corners, key=QPointF.x), min(corners, key=QPointF.x)
    bottom, top = max(corners, key=QPointF.y), min(corners, key=QPointF.y)
    beyond, before = right.x() + AWAY, left.x() - AWAY - width
    places = (
        (beyond, right.y() - height / 2),
        (before, left.y() - height / 2),
        (bottom.x() - width / 2, bottom.y() + AWAY),
        (top.x() - width / 2, top.y() - AWAY - height),
        (beyond, top.y() - height / 2),
        (beyond, bottom.y() - height / 2),
        (before, top.y() - height / 2),
        (before, bottom.y() - height / 2),
    )
    return [QRectF(round(x), round(y), width, height) for x, y in places]


@lru_cache(maxsize=KEPT)
def label_picture(text: str, colour: str, ratio: float) -> QImage:
    """Return a text on its ground.

    Parameters
    ----------
    text
        One or more lines.
    colour
        Of the letters.
    ratio
        Device pixels per logical pixel.
    """
    font = font_of(Look(SIZE, colour))
    metrics, lines = QFontMetricsF(font), text.split("\n")
    width = max(metrics.horizontalAdvance(line) for line in lines) + 2 * INSET
    height = metrics.height() * len(lines) + INSET
    picture = QImage(ceil(width * ratio), ceil(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(GROUND)
    painter.drawRoundedRect(QRectF(0, 0, width, height), 3, 3)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    for number, line in enumerate(lines):
        painter.drawText(QPointF(INSET, INSET / 2 + metrics.ascent() + number * metrics.height()), line)
    painter.end()
    return picture

"""Probabilities as bars: name, bar and number in three columns."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cxrviewer.study import class_title, percent

ROW_HEIGHT, BAR_HEIGHT = 26, 10
NAME_WIDTH, NUMBER_WIDTH, GAP = 134, 62, 10
TRACK, BAR, BEST = QColor("#262b32"), QColor("#5d6b7a"), QColor("#4aa3df")
TEXT, QUIET = QColor("#eef1f5"), QColor("#a9b2bd")


class ProbabilityBars(QWidget):
    """One bar per label, in the model's order; the highest stands out."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.probabilities: dict[str, float] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def set_probabilities(self, probabilities: Mapping[str, float]) -> None:
        """Show these probabilities."""
        self.probabilities = dict(probabilities)
        spoken = ", ".join(
            f"{class_title(label)} {percent(share)}" for label, share in self.probabilities.items()
        )
        self.setAccessibleDescription(spoken)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for all bars."""
        return QSize(NAME_WIDTH + NUMBER_WIDTH + 120, ROW_HEIGHT * max(1, len(self.probabilities)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        best = max(self.probabilities.values(), default=0.0)
        for row, (label, share) in enumerate(self.probabilities.items()):
            self._draw(
                painter, QRectF(0, row * ROW_HEIGHT, self.width(), ROW_HEIGHT), label, share, share == best
            )
        painter.end()

    def _draw(self, painter: QPainter, row: QRectF, label: str, share: float, best: bool) -> None:
        font = QFont(self.font())
        font.setBold(best)
        painter.setFont(font)
        painter.setPen(TEXT if best else QUIET)
        middle = Qt.AlignmentFlag.AlignVCenter
        name = QRectF(row.left(), row.top(), NAME_WIDTH, row.height())
        number = QRectF(row.right() - NUMBER_WIDTH, row.top(), NUMBER_WIDTH, row.height())
        words = painter.fontMetrics().elidedText(class_title(label), Qt.TextElideMode.ElideRight, NAME_WIDTH)
        painter.drawText(name, middle | Qt.AlignmentFlag.AlignLeft, words)
        painter.drawText(number, middle | Qt.AlignmentFlag.AlignRight, percent(share))
        left = name.right() + GAP
        track = QRectF(left, row.center().y() - BAR_HEIGHT / 2, number.left() - GAP - left, BAR_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(TRACK)
        painter.drawRoundedRect(track, 3, 3)
        painter.setBrush(BEST if best else BAR)
        track.setWidth(track.width() * share)
        painter.drawRoundedRect(track, 3, 3)

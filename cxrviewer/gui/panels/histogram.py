"""The histogram of the film on screen with its window, which the hand may move and widen."""

from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cxrviewer.display import Histogram, histogram
from cxrviewer.gui.film import Film
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport.texts import number_text
from cxrviewer.jobs import JobContext, Outcome, Succeeded
from cxrviewer.study import Window

HEIGHT, MARGIN, LABELS = 150, 18, 20
GRIP = 7.0
GROUND, BARS, RAMP = QColor("#111317"), QColor("#5d6b7a"), QColor("#6cc4ff")
INSIDE, TEXT = QColor(108, 196, 255, 34), QColor("#98a2ae")


class HistogramPanel(QWidget):
    """Counts on a logarithmic scale; drag an edge to widen the window, its middle to move it."""

    def __init__(self, session: Session, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self.counted: Histogram | None = None
        self._of: Film | None = None
        self._at_work = False
        self._grip = (0.0, 0.0)
        self._from = 0.0
        self._base: Window | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName("Histogram")
        self.setToolTip("Drag an edge of the window to widen it, its middle to move it.")
        session.film_changed.connect(self._count)
        session.display_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return the room for curve and numbers."""
        return QSize(300, HEIGHT)

    def setVisible(self, visible: bool) -> None:
        """Count only while there is somebody to see it."""
        super().setVisible(visible)
        if visible:
            self._count()

    def _count(self) -> None:
        """Count the film on screen in the background, unless a count is under way."""
        film = self._session.film
        if self.isHidden() or self._at_work or film is self._of:
            return
        if film is None or film.voi is None:
            self._of, self.counted = film, None
            self.update()
            return
        self._at_work = True
        self._runner.submit(Lane.READING, partial(_counted, film), partial(self._take, film))

    def _take(self, film: Film, outcome: Outcome[Histogram]) -> None:
        self._at_work, self._of = False, film
        self.counted = outcome.value if isinstance(outcome, Succeeded) else None
        self.update()
        self._count()

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(MARGIN, 12, -MARGIN, -LABELS - 4)

    def _x_of(self, value: float, counted: Histogram) -> float:
        plot = self._plot()
        return plot.left() + plot.width() * (value - counted.low) / (counted.high - counted.low)

    def _window(self) -> Window | None:
        voi, film = self._session.display.voi, self._session.film
        if isinstance(voi, Window):
            return voi
        return film.base_window if film is not None else None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw curve, window and numbers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), GROUND)
        if self.counted is None:
            painter.setPen(TEXT)
            none = "" if self._session.film is None or self._at_work else "A colour picture has no histogram."
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, none)
        else:
            self._draw_counts(painter, self.counted)
            self._draw_window(painter, self.counted)
        painter.end()

    def _draw_counts(self, painter: QPainter, counted: Histogram) -> None:
        plot = self._plot()
        heights = np.log1p(counted.counts) / max(float(np.log1p(counted.counts.max())), 1.0)
        width = plot.width() / heights.size
        points = [QPointF(plot.left(), plot.bottom())]
        for place, height in enumerate(heights.tolist()):
            points.append(
                QPointF(plot.left() + (place + 0.5) * width, plot.bottom() - height * plot.height())
            )
        points.append(QPointF(plot.right(), plot.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(BARS)
        painter.drawPolygon(QPolygonF(points))
        painter.setPen(TEXT)
        below = QRectF(plot.left(), plot.bottom() + 2, plot.width(), LABELS)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, number_text(counted.low))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, number_text(counted.high))
        units = self._session.film.image.units if self._session.film is not None else ""
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, units or "modality values")

    def _draw_window(self, painter: QPainter, counted: Histogram) -> None:
        """Draw the window as the ramp that it is; a table of the file has none."""
        voi, plot = self._session.display.voi, self._plot()
        if not isinstance(voi, Window):
            painter.setPen(TEXT)
            painter.drawText(
                plot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, "VOI LUT of the file"
            )
            return
        left, right = (self._x_of(voi.centre + side * voi.width / 2, counted) for side in (-1, 1))
        painter.setClipRect(plot.adjusted(-1, -6, 1, 1))
        painter.fillRect(QRectF(left, plot.top(), right - left, plot.height()), INSIDE)
        painter.setPen(QPen(RAMP, 1.6))
        painter.drawPolyline(
            [
                QPointF(min(left, plot.left()), plot.bottom()),
                QPointF(left, plot.bottom()),
                QPointF(right, plot.top()),
                QPointF(max(right, plot.right()), plot.top()),
            ]
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of an edge or of the middle of the window."""
        if self.counted is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._base, self._from = self._window(), event.position().x()
        self._grip = self._grip_at(self._from)

    def _grip_at(self, x: float) -> tuple[float, float]:
        """Return how a step to the right changes centre and width, for what lies under the cursor."""
        window = self._window()
        if window is None or self.counted is None:
            return 0.0, 0.0
        left, right = (self._x_of(window.centre + side * window.width / 2, self.counted) for side in (-1, 1))
        if abs(x - right) <= GRIP:
            return 0.5, 1.0
        return (0.5, -1.0) if abs(x - left) <= GRIP else (1.0, 0.0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move or widen the window, and show what the hand could take hold of."""
        if self._base is None or self.counted is None:
            at_edge = self._grip_at(event.position().x())[1] != 0
            self.setCursor(Qt.CursorShape.SizeHorCursor if at_edge else Qt.CursorShape.OpenHandCursor)
            return
        span = self.counted.high - self.counted.low
        step = (event.position().x() - self._from) * span / max(self._plot().width(), 1.0)
        centre, width = self._grip
        self._session.set_display(self._session.display.dragged(self._base, centre * step, width * step))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._base = None


def _counted(film: Film, _context: JobContext) -> Histogram:
    return histogram(film.image)

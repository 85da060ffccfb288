"""A picture on which the hand draws rectangles that will be black in the copy."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsRectItem, QGraphicsScene, QGraphicsView, QWidget

from cxrviewer.export.deidentification import Region

LINE = "#ffb454"
ZOOM_STEP, CLOSEST = 1.25, 8.0
_TAKES_BACK = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class BlankingView(QGraphicsView):
    """Left drag draws, Backspace takes the last one back, the wheel zooms, double click fits.

    Signals
    -------
    changed
        A rectangle was drawn or taken back.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Picture to look at")
        self.viewport().setAccessibleName("Picture to look at")
        self.setAccessibleDescription("Drag to draw a rectangle that is made black. Backspace takes it back.")
        self.setScene(QGraphicsScene(self))
        self.setBackgroundBrush(Qt.GlobalColor.black)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._film = QGraphicsPixmapItem()
        self._film.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self.scene().addItem(self._film)
        self._rectangles: list[QGraphicsRectItem] = []
        self._begun: QPointF | None = None
        self._fitted = True

    @property
    def regions(self) -> tuple[Region, ...]:
        """What is drawn, in pixels of the frame."""
        return tuple(_region(item.rect()) for item in self._rectangles)

    def show_picture(self, picture: QImage, rows: int, columns: int) -> None:
        """Show a frame of so many rows and columns; the rectangles stay."""
        size_changed = self.sceneRect().size().toSize() != QRectF(0, 0, columns, rows).size().toSize()
        self._film.setPixmap(QPixmap.fromImage(picture))
        self._film.setScale(columns / max(1, picture.width()))
        self.setSceneRect(0, 0, columns, rows)
        if size_changed:
            self.fit()

    def clear_picture(self) -> None:
        """Show nothing."""
        self._film.setPixmap(QPixmap())
        self.put(())

    def put(self, regions: Sequence[Region]) -> None:
        """Show these rectangles in place of others."""
        for item in self._rectangles:
            self.scene().removeItem(item)
        self._rectangles.clear()
        for region in regions:
            width, height = region.right - region.left, region.bottom - region.top
            self._add(QRectF(region.left, region.top, width, height))

    def take_back(self) -> None:
        """Remove the last rectangle."""
        if self._rectangles and self._begun is None:
            self.scene().removeItem(self._rectangles.pop())
            self.changed.emit()

    def fit(self) -> None:
        """Show the whole frame."""
        self._fitted = True
        self.fitInView(self.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a rectangle."""
        if event.button() is Qt.MouseButton.LeftButton and not self._film.pixmap().isNull():
            self._begun = self.mapToScene(event.position().toPoint())
            self._add(QRectF(self._begun, self._begun))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw it."""
        if self._begun is not None:
            there = self.mapToScene(event.position().toPoint())
            drawn = QRectF(self._begun, there).normalized().intersected(self.sceneRect())
            self._rectangles[-1].setRect(drawn)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it; one without an area is none."""
        if event.button() is not Qt.MouseButton.LeftButton or self._begun is None:
            return
        self._begun = None
        if self._rectangles[-1].rect().isEmpty():
            self.scene().removeItem(self._rectangles.pop())
        else:
            self.changed.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole frame."""
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the cursor."""
        step = ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP
        if self.transform().m11() * step <= CLOSEST:
            self._fitted = False
            self.scale(step, step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the last rectangle back."""
        if event.key() in _TAKES_BACK:
            self.take_back()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the whole frame unless the user has zoomed."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def _add(self, rectangle: QRectF) -> None:
        item = QGraphicsRectItem(rectangle)
        pen = QPen(QColor(LINE), 2)
        pen.setCosmetic(True)
        item.setPen(pen)
        item.setBrush(QBrush(Qt.GlobalColor.black))
        self.scene().addItem(item)
        self._rectangles.append(item)


def _region(drawn: QRectF) -> Region:
    """Return whole pixels that cover what is drawn."""
    return Region(
        math.floor(drawn.left()), math.floor(drawn.top()), math.ceil(drawn.right()), math.ceil(drawn.bottom())
    )

"""The Grad-CAM over the film, in its own coordinates."""

import cv2
import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from cxrviewer.display.layer_colours import heat_colours
from cxrviewer.study import HeatMap

SMOOTH_GRID = 256


class HeatMapItem(QGraphicsItem):
    """The Grad-CAM of one class, smoothly scaled from its coarse grid into its extent."""

    def __init__(self) -> None:
        super().__init__()
        self._heatmap: HeatMap | None = None
        self._stretched = False
        self._picture: QImage | None = None
        self._extent = QRectF()
        self._film = QRectF()

    def set_heatmap(
        self, heatmap: HeatMap | None, rows: int = 0, columns: int = 0, *, stretched: bool = False
    ) -> None:
        """Show another map over a film of so many rows and columns, or none; `stretched` to its own peak."""
        same = heatmap is self._heatmap and stretched == self._stretched
        if same and self._film == QRectF(0, 0, columns, rows):
            return
        self._heatmap, self._stretched = heatmap, stretched
        self.prepareGeometryChange()
        self._picture, self._film = None, QRectF(0, 0, columns, rows)
        if heatmap is not None:
            left, top, right, bottom = heatmap.extent
            self._extent = QRectF(QPointF(left, top), QPointF(right, bottom))
            self._picture = _smooth_picture(heatmap.stretched() if stretched else heatmap)
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the film's edges."""
        return self._film

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the map where it lies on the film."""
        if self._picture is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipRect(self._film, Qt.ClipOperation.IntersectClip)
        painter.drawImage(self._extent, self._picture)


def _smooth_picture(heatmap: HeatMap) -> QImage:
    """Interpolate values, not colours, so that the ramp stays true between the grid's cells."""
    size = (SMOOTH_GRID, SMOOTH_GRID)
    values = cv2.resize(heatmap.values, size, interpolation=cv2.INTER_LINEAR).astype(np.float32)
    colours = np.ascontiguousarray(heat_colours(values))
    picture = QImage(colours.data, *size, colours.strides[0], QImage.Format.Format_RGBA8888)
    return picture.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

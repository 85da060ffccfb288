"""A texture map over the film, in its own coordinates."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from cxrviewer.display.layer_colours import texture_colours
from cxrviewer.display.texture_scales import texture_scale
from cxrviewer.study import TextureMap


class TextureMapItem(QGraphicsItem):
    """One map; every cell has the colour of its value, between them none is invented."""

    def __init__(self) -> None:
        super().__init__()
        self._map: TextureMap | None = None
        self._picture: QImage | None = None
        self._extent = QRectF()

    def set_map(self, found: TextureMap | None) -> None:
        """Show another map, or none."""
        if found is self._map:
            return
        self.prepareGeometryChange()
        self._map, self._picture = found, None
        if found is not None:
            left, top, right, bottom = found.extent
            self._extent = QRectF(QPointF(left, top), QPointF(right, bottom))
            self._picture = _picture(found)
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the edges of the grid."""
        return self._extent if self._picture is not None else QRectF()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw the map where it lies on the film."""
        if self._picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
            painter.drawImage(self._extent, self._picture)


def _picture(found: TextureMap) -> QImage:
    colours = np.ascontiguousarray(
        texture_colours(found.values, texture_scale(found.feature, found.settings.levels))
    )
    rows, columns = found.values.shape
    picture = QImage(colours.data, columns, rows, colours.strides[0], QImage.Format.Format_RGBA8888)
    return picture.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

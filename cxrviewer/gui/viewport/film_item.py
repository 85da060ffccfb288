"""The film in the scene: only what is exposed, at the screen's resolution, through the one display table."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from cxrviewer.display import apply_table, default_voi, display_table, has_table, render_stored
from cxrviewer.gui.film import Film
from cxrviewer.gui.viewport.tiles import Region, Size, Tile, oriented, visible_tile
from cxrviewer.study import Grey8, StoredPixels, Voi


class FilmItem(QGraphicsItem):
    """Samples stored values once for each region and scale; a window/level step only applies the table."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._film: Film | None = None
        self._voi: Voi | None = None
        self._inverted = False
        self._table: Grey8 | None = None
        self._sampled: tuple[Region, Size] | None = None
        self._stored: StoredPixels | None = None
        self._picture: QImage | None = None
        self._pictured: object = None

    def set_film(self, film: Film | None) -> None:
        """Show another film, or none."""
        self.prepareGeometryChange()
        self._film, self._table, self._sampled, self._stored = film, None, None, None
        self._picture = None
        self.update()

    def set_display(self, voi: Voi | None, *, inverted: bool) -> None:
        """Show through another VOI transform or polarity."""
        if voi is not self._voi or inverted != self._inverted:
            self._voi, self._inverted, self._table, self._picture = voi, inverted, None, None
            self.update()

    def boundingRect(self) -> QRectF:
        """Return the film's edges in image coordinates."""
        if self._film is None:
            return QRectF()
        return QRectF(0, 0, self._film.image.columns, self._film.image.rows)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw what is exposed, each device pixel once."""
        self.draw(painter, option.exposedRect, keep=True)

    def draw(self, painter: QPainter, exposed: QRectF, *, keep: bool) -> None:
        """Draw a part of the film through the painter's transform.

        Parameters
        ----------
        painter
            Its transform scales, flips and turns by quarters.
        exposed
            The part, in image coordinates.
        keep
            Whether the sampled values are kept for the next time.
        """
        if self._film is None:
            return
        ratio = painter.device().devicePixelRatioF()
        to_device = painter.worldTransform() * QTransform.fromScale(ratio, ratio)
        image = self._film.image
        tile = visible_tile(to_device, exposed, image.rows, image.columns)
        if tile is None:
            return
        picture = self._kept_picture(self._film, tile, to_device, ratio) if keep else None
        if picture is None:
            stored = self._film.sampler.sample(tile.region, tile.size)
            picture = to_qimage(oriented(self._rendered(self._film, stored), to_device), ratio)
        painter.save()
        painter.resetTransform()
        painter.drawImage(QPointF(tile.device[0] / ratio, tile.device[1] / ratio), picture)
        painter.restore()

    def _kept_picture(self, film: Film, tile: Tile, to_device: QTransform, ratio: float) -> QImage:
        """Return the picture of a tile; the last one while nothing of it has changed."""
        axes = to_device.m11(), to_device.m12(), to_device.m21(), to_device.m22()
        wanted = tile.region, tile.size, axes, ratio
        if self._picture is None or self._pictured != wanted:
            picture = oriented(self._rendered(film, self._kept(film, tile)), to_device)
            # the format of the window, so that drawing it again is a mere copy
            self._picture = to_qimage(picture, ratio).convertToFormat(QImage.Format.Format_RGB32)
            self._pictured = wanted
        return self._picture

    def _kept(self, film: Film, tile: Tile) -> StoredPixels:
        """Return the stored values of a tile, sampled again only if it is another one."""
        wanted = tile.region, tile.size
        if self._stored is None or self._sampled != wanted:
            self._stored, self._sampled = film.sampler.sample(*wanted), wanted
        return self._stored

    def _rendered(self, film: Film, stored: StoredPixels) -> Grey8:
        if not has_table(film.image):
            return render_stored(film.image, stored, self._voi, inverted=self._inverted)
        if self._table is None:
            voi = self._voi if self._voi is not None else default_voi(film.image)
            self._table = display_table(film.image, voi, inverted=self._inverted)
        return apply_table(stored, self._table)


def to_qimage(picture: Grey8, ratio: float = 1.0) -> QImage:
    """Return the pixels as a QImage of its own memory.

    Parameters
    ----------
    picture
        (rows, columns) grey or (rows, columns, 3) RGB.
    ratio
        Device pixels per logical pixel.
    """
    picture = np.ascontiguousarray(picture)
    kind = QImage.Format.Format_Grayscale8 if picture.ndim == 2 else QImage.Format.Format_RGB888
    image = QImage(picture.data, picture.shape[1], picture.shape[0], picture.strides[0], kind).copy()
    image.setDevicePixelRatio(ratio)
    return image

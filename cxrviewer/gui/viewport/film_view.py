"""The viewport: the film with its layers and texts, and the hand's gestures on it."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QPainter, QResizeEvent

from cxrviewer.display import modality_value
from cxrviewer.gui.display_state import Layer
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport.annotate import draw_corners, draw_markers, draw_scale_bar
from cxrviewer.gui.viewport.film_item import FilmItem
from cxrviewer.gui.viewport.gestures import Gestures
from cxrviewer.gui.viewport.layers import HeatMapItem, MaskItem
from cxrviewer.gui.viewport.texts import Cursor, corner_texts, scale_bar, side_markers, value_text
from cxrviewer.gui.viewport.tiles import pixel_aspect

LONGEST_BAR = 0.22
REPORT_SIDE = 1400


class FilmView(Gestures):
    """Shows the session's film as the session says; the gestures edit the session.

    Signals
    -------
    menu_wanted
        The user asks for the film's menu at this place of the screen.
    """

    menu_wanted = Signal(QPoint)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setObjectName("viewport")
        self.setAccessibleName("Film")
        self.viewport().setAccessibleName("Film")
        self.setBackgroundBrush(QColor("#000000"))
        self.film_item, self.heatmap_item, self.mask_item = FilmItem(), HeatMapItem(), MaskItem()
        for item in (self.film_item, self.heatmap_item, self.mask_item):
            self.scene().addItem(item)
        self.cursor_on_film: Cursor | None = None
        self._shown: str | None = None
        self.hovered.connect(self._point_at)
        session.film_changed.connect(self._take_film)
        session.display_changed.connect(self._take_display)
        session.analysis_changed.connect(self._take_findings)

    def _take_film(self) -> None:
        film = self._session.film
        if film is None:
            return
        self.cursor_on_film = None
        self.film_item.set_film(film)
        place = f"{film.key.path} {film.image.rows} {film.image.columns}"
        if place != self._shown:
            self._shown = place
            self.frame_film(film.image.rows, film.image.columns, pixel_aspect(film.image))
        self._take_findings()

    def _take_findings(self) -> None:
        self.mask_item.set_findings(self._session.findings)
        self._take_display()

    def _take_display(self) -> None:
        display, film = self._session.display, self._session.film
        if film is None:
            return
        self.turn(display.orientation)
        self.film_item.set_display(display.voi, inverted=display.inverted)
        self.heatmap_item.set_heatmap(self._session.heatmap, film.image.rows, film.image.columns)
        for item, layer in ((self.mask_item, display.mask), (self.heatmap_item, display.heatmap)):
            _show_layer(item, layer)
        self.viewport().update()

    def _point_at(self, point: QPointF) -> None:
        """Read the pixel under the cursor."""
        film = self._session.film
        place = self.position_on_film(point)
        column, row = int(place.x() // 1), int(place.y() // 1)
        self.cursor_on_film = None
        if film is not None and 0 <= column < film.image.columns and 0 <= row < film.image.rows:
            self.cursor_on_film = Cursor(column, row, value_text(modality_value(film.image, row, column)))
        self.viewport().update()

    def drawForeground(self, painter: QPainter, _rect: QRectF | object) -> None:
        """Write the texts over film and layers."""
        film, display = self._session.film, self._session.display
        if film is None or not display.texts_visible:
            return
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.viewport().rect())
        markers = side_markers(film.image.text.patient_orientation, display.orientation)
        draw_corners(painter, room, corner_texts(film, display, self.zoom, self.cursor_on_film))
        draw_markers(painter, room, markers)
        bar = scale_bar(film.image, self.zoom / self.devicePixelRatioF(), room.width() * LONGEST_BAR)
        if bar is not None:
            draw_scale_bar(painter, room, bar, lift=26.0 if markers.bottom else 0.0)
        painter.restore()

    def picture_of_view(self) -> QImage:
        """Return the viewport as it is seen, with layers and texts, at the screen's resolution."""
        return self.viewport().grab().toImage()

    def picture_of_film(self, longest_side: int = REPORT_SIDE) -> QImage:
        """Return the whole film with its layers as they are shown, without texts."""
        turned = self.transform().mapRect(self.scene().sceneRect())
        scale = longest_side / max(turned.width(), turned.height())
        width, height = max(1, round(turned.width() * scale)), max(1, round(turned.height() * scale))
        picture = QImage(width, height, QImage.Format.Format_RGB888)
        picture.fill(QColor("#000000"))
        painter = QPainter(picture)
        to_origin = self.transform()
        painter.scale(scale, scale)
        painter.translate(-turned.topLeft())
        painter.setWorldTransform(to_origin, combine=True)
        film = self.scene().sceneRect()
        self.scene().render(painter, film, film, Qt.AspectRatioMode.IgnoreAspectRatio)
        painter.end()
        return picture

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole film in sight if it was."""
        super().resizeEvent(event)
        if self.fitted:
            self.fit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the film's menu."""
        self.menu_wanted.emit(event.globalPos())


def _show_layer(item: MaskItem | HeatMapItem, layer: Layer) -> None:
    item.setVisible(layer.visible)
    item.setOpacity(layer.opacity)

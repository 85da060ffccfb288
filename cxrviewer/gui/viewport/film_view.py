"""The viewport: the film with its layers and texts, and the hand's gestures on it."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, QRectF, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
    QPainter,
    QResizeEvent,
)

from cxrviewer.display import modality_value
from cxrviewer.gui.cell import Cell
from cxrviewer.gui.display_state import Layer
from cxrviewer.gui.film import Film
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport.annotate import (
    draw_corners,
    draw_empty,
    draw_markers,
    draw_notices,
    draw_scale_bar,
)
from cxrviewer.gui.viewport.drawing_view import DrawingView
from cxrviewer.gui.viewport.film_item import FilmItem
from cxrviewer.gui.viewport.label_picture import Box, Labels
from cxrviewer.gui.viewport.layers import HeatMapItem
from cxrviewer.gui.viewport.lens import draw_lens
from cxrviewer.gui.viewport.lung_layer import MaskItem
from cxrviewer.gui.viewport.notices import film_notices
from cxrviewer.gui.viewport.segments_item import SegmentsItem
from cxrviewer.gui.viewport.texts import Cursor, corner_texts, scale_bar, side_markers, value_text
from cxrviewer.gui.viewport.texture_item import TextureMapItem
from cxrviewer.gui.viewport.tiles import pixel_aspect

LONGEST_BAR = 0.22


class FilmView(DrawingView):
    """Shows one cell's film as the cell says; the gestures edit the session.

    Signals
    -------
    menu_wanted
        The user asks for the film's menu at this place of the screen.
    annotation_menu_wanted
        The user asks for the menu of the selected annotation there.
    dropped
        The user drops these files here.
    """

    menu_wanted = Signal(QPoint)
    annotation_menu_wanted = Signal(QPoint)
    dropped = Signal(object)

    def __init__(self, session: Session, cell: Cell) -> None:
        super().__init__(session, cell)
        self.setObjectName("viewport")
        self.setAccessibleName("Film")
        self.viewport().setAccessibleName("Film")
        self.setAcceptDrops(True)
        self.setBackgroundBrush(QColor("#000000"))
        self.film_item, self.heatmap_item, self.mask_item = FilmItem(), HeatMapItem(), MaskItem()
        self.texture_item, self.segments_item = TextureMapItem(), SegmentsItem()
        layers = (self.heatmap_item, self.texture_item, self.mask_item, self.segments_item)
        for item in (self.film_item, *layers):
            self.scene().addItem(item)
        self.cursor_on_film: Cursor | None = None
        self._cursor: QPointF | None = None
        self._shown: str | None = None
        self._place = (1, 1)
        self._notices: tuple[str, ...] = ()
        self.hovered.connect(self._point_at)
        cell.film_changed.connect(self._take_film)
        cell.display_changed.connect(self._take_display)
        session.result_stored.connect(self._take_result)
        session.texture_maps.changed.connect(self._take_texture)
        session.patch_readings.changed.connect(self._take_display)
        session.lung_desk.patched.connect(self._take_patch)
        session.segments.changed.connect(self._take_segments)
        session.stacks_changed.connect(self._find_place)
        session.layout_changed.connect(self._take_notices)
        session.reading_desk.changed.connect(self._take_reading)
        for other in session.cells:
            if other is not cell:
                other.film_changed.connect(self._take_notices)
        self._take_film()

    def _take_film(self) -> None:
        film = self.cell.film
        self._take_segments()
        if film is None:
            self._shown = None
            self.scene().setSceneRect(QRectF())
            self.film_item.set_film(None)
            self._take_findings()
            return
        self.film_item.set_film(film)
        place = f"{film.stack} {film.image.rows} {film.image.columns}"
        if place != self._shown:
            self._shown = place
            self.frame_film(film.image.rows, film.image.columns, pixel_aspect(film.image))
        self._find_place()
        self._take_findings()
        self._read_cursor()

    def _find_place(self) -> None:
        """Find the film's place in its stack, from 1."""
        film = self.cell.film
        if film is not None:
            stack = self._session.stack_of(film)
            self._place = stack.index(film.key) + 1, len(stack)
            self.viewport().update()

    def _take_result(self, image_key: str) -> None:
        if self.cell.film is not None and self.cell.film.image.source.key == image_key:
            self._take_findings()

    def _take_texture(self) -> None:
        """Show the texture map that is wanted, if it is there."""
        self.texture_item.set_map(self._session.texture_map_of(self.cell))

    def _take_segments(self) -> None:
        """Show the imported masks of the film."""
        film = self.cell.film
        if film is None:
            self.segments_item.set_segments(())
        else:
            traced = self._session.segments.of(film.image.source.key)
            self.segments_item.set_segments(traced, film.image.rows, film.image.columns)

    def _take_findings(self) -> None:
        self.mask_item.set_findings(self._session.findings_of(self.cell.film), self._untraced())
        self._take_display()

    def _untraced(self) -> Labels | None:
        """Return the corrected lungs as long as there are no findings in just them."""
        film, findings = self.cell.film, self._session.findings_of(self.cell.film)
        labels = self._session.lung_desk.seen(film) if film is not None else None
        traced = findings is not None and findings.analysis.lungs.labels is labels
        return None if traced else labels

    def _take_patch(self, image_key: str, box: Box | None) -> None:
        """Show a stroke that goes on, or other lungs."""
        if self.cell.film is None or self.cell.film.image.source.key != image_key:
            return
        if box is None or not self.mask_item.renew(box):
            self._take_findings()

    def _take_display(self) -> None:
        display, film = self.cell.display, self.cell.film
        if film is not None:
            self.turn(display.orientation)
            self.film_item.set_display(display.voi, inverted=display.negative)
            heatmap = self._session.heatmap_of(self.cell)
            self.heatmap_item.set_heatmap(
                heatmap, film.image.rows, film.image.columns, stretched=display.heat_stretched
            )
        self._take_texture()
        self.mask_item.model_visible = display.model_outline
        for item, layer in (
            (self.mask_item, display.mask),
            (self.heatmap_item, display.heatmap),
            (self.texture_item, display.texture),
        ):
            _show_layer(item, layer, there=film is not None)
        for drawn in (self.annotations_item, self.segments_item):
            drawn.setVisible(display.annotations_visible and film is not None)
        self._take_notices()
        self.viewport().update()

    def _take_notices(self) -> None:
        """Note what must be said of the film beside those in the other viewports."""
        film, before = self.cell.film, self._notices
        others = [cell.film for cell in self._session.visible_cells if cell is not self.cell]
        there = [other for other in others if other is not None]
        heatmap = self._session.heatmap_of(self.cell)
        self._notices = film_notices(film, self.cell.display, there, heatmap) if film is not None else ()
        if self._notices != before:
            self.viewport().update()

    def _take_reading(self, _study: str) -> None:
        """Show whether the film is a key image now."""
        self.viewport().update()

    def _point_at(self, point: QPointF) -> None:
        """Note where the cursor is."""
        self._cursor = point if QRectF(self.viewport().rect()).contains(point) else None
        self._read_cursor()
        self.viewport().update()

    def _read_cursor(self) -> None:
        """Read the pixel under the cursor."""
        self.cursor_on_film = None
        film = self.cell.film
        if film is None or self._cursor is None:
            return
        place = self.position_on_film(self._cursor)
        column, row = int(place.x() // 1), int(place.y() // 1)
        if 0 <= column < film.image.columns and 0 <= row < film.image.rows:
            self.cursor_on_film = Cursor(column, row, value_text(modality_value(film.image, row, column)))

    def drawForeground(self, painter: QPainter, _rect: QRectF | object) -> None:
        """Write notices and texts over film and layers, and the magnifier over all."""
        film = self.cell.film
        painter.save()
        painter.resetTransform()
        self.draw_making(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.viewport().rect())
        if film is None:
            draw_empty(painter, room)
        else:
            self._annotate(painter, room, film)
        painter.restore()

    def _annotate(self, painter: QPainter, room: QRectF, film: Film) -> None:
        film = self._calibrated(film)
        markers = side_markers(film.image.text.patient_orientation, self.cell.display.orientation)
        texts, self.annotations_item.reserved = None, []
        if self.cell.display.texts_visible:
            cursor, zoom = self.cursor_on_film, self.zoom
            key_image = self._session.reading_desk.is_key_image(film.image)
            texts = corner_texts(film, self.cell.display, zoom, cursor, self._place, key_image=key_image)
            self.annotations_item.reserved = draw_corners(painter, room, texts)
            draw_markers(painter, room, markers)
            bar = scale_bar(film.image, zoom / self.devicePixelRatioF(), room.width() * LONGEST_BAR)
            if bar is not None:
                draw_scale_bar(painter, room, bar, lift=26.0 if markers.bottom else 0.0)
        draw_notices(painter, room, self._notices, texts)
        if self.lens_wanted and self._cursor is not None:
            draw_lens(painter, self.film_item, self.viewportTransform(), self._cursor, self.zoom)

    def _calibrated(self, film: Film) -> Film:
        """Return the film with the user's millimetres, where there are any."""
        calibration = self._session.annotating.of(film.image.source.key).calibration
        if calibration is None:
            return film
        return replace(film, image=replace(film.image, spacing=calibration))

    def picture_of_view(self) -> QImage:
        """Return the viewport as it is seen, with layers and texts, at the screen's resolution."""
        return self.viewport().grab().toImage()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole film in sight if it was."""
        super().resizeEvent(event)
        self.keep_fitted()
        self.place_field()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the film's menu, or for that of the annotation under the cursor."""
        self._session.activate(self.cell)
        if self.hands.busy:
            return
        item = self.hands.under(QPointF(event.pos()))
        if item is None:
            self.menu_wanted.emit(event.globalPos())
        else:
            self._session.annotating.select(item.identifier)
            self.annotation_menu_wanted.emit(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take films of the list, and files."""
        if _files(event):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take them anywhere."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show what is dropped here."""
        files = _files(event)
        if files:
            event.acceptProposedAction()
            self._session.activate(self.cell)
            self.dropped.emit(files)


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _show_layer(item: MaskItem | HeatMapItem | TextureMapItem, layer: Layer, *, there: bool) -> None:
    item.setVisible(layer.visible and there)
    item.setOpacity(layer.opacity)

"""A viewport that can be drawn on: what is drawn, the hands that draw, and the field for words."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QWheelEvent

from cxrviewer.gui.cell import Cell
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport.annotations_item import AnnotationsItem
from cxrviewer.gui.viewport.gestures import NOTCH, Gestures
from cxrviewer.gui.viewport.hands import Hands
from cxrviewer.gui.viewport.line_field import LineField
from cxrviewer.gui.viewport.pens import STRONG, halo
from cxrviewer.gui.viewport.tiles import pixel_aspect
from cxrviewer.gui.viewport.tools.calibrating import ask_length
from cxrviewer.gui.viewport.tools.easel import Easel, Question
from cxrviewer.gui.viewport.tools.tool import Place
from cxrviewer.study import Annotation, Kind, Maker

ON_TOP = 10.0


class DrawingView(Gestures):
    """Gives the left button and some keys to the hands first, and takes what they leave for the gestures."""

    def __init__(self, session: Session, cell: Cell) -> None:
        super().__init__(session, cell)
        self.annotations_item = AnnotationsItem(self._values)
        self.annotations_item.setZValue(ON_TOP)
        self.scene().addItem(self.annotations_item)
        self.field = LineField(self.viewport())
        self._easel = Easel(self, session, cell, self.annotations_item, self._ask)
        self.hands = Hands(self._easel, self.annotations_item)
        annotating = session.annotating
        annotating.changed.connect(self._follow_drawn)
        annotating.hand_changed.connect(self._follow_hand)
        annotating.selection_changed.connect(self._follow_selection)
        session.measurements.changed.connect(self.viewport().update)
        cell.film_changed.connect(self._take_other_film)
        self.moved.connect(self.place_field)
        self._take_drawn()

    # What is drawn

    def _values(self, item: Annotation, brief: bool) -> tuple[str, ...]:
        if not self._has_values(item):
            return ()
        image, drawn = self._easel.film.image, self._easel.drawn
        return self._session.measurements.lines(image, drawn, item, brief=brief)

    def _has_values(self, item: Annotation) -> bool:
        return self.cell.film is not None and item.kind not in {Kind.TEXT, Kind.ARROW, Kind.POINT}

    def _take_other_film(self) -> None:
        """Throw away what was in the making on the film before; words that were typed are kept with it."""
        self.field.leave()
        self.hands.cancel()
        self._take_drawn()
        annotating = self._session.annotating
        if self.cell is self._session.active and self.hands.selected is None:
            annotating.select(None)

    def _take_drawn(self) -> None:
        film = self.cell.film
        if film is None:
            self.annotations_item.set_drawn((), QRectF(), 1.0)
            return
        extent = QRectF(0, 0, film.image.columns, film.image.rows)
        items = self._session.annotating.of(film.image.source.key).items
        self.annotations_item.set_drawn(items, extent, pixel_aspect(film.image))

    def _follow_drawn(self, image_key: str) -> None:
        if self.cell.film is not None and self.cell.film.image.source.key == image_key:
            self._take_drawn()
            self.viewport().update()

    def _follow_selection(self) -> None:
        self.annotations_item.set_strong(self._session.annotating.selected, self.hands.hovered)
        self.viewport().update()

    def _follow_hand(self) -> None:
        self.hands.take_up()
        self._rest_cursor()
        self.viewport().update()

    def draw_making(self, painter: QPainter) -> None:
        """Draw what is in the making; the painter is in the viewport's own coordinates."""
        if not self._easel.ready:
            return
        to_view, ratio = self.viewportTransform(), self.devicePixelRatioF()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        for first, *others in self._easel.sketch:
            path.moveTo(to_view.map(QPointF(*first)))
            for point in others:
                path.lineTo(to_view.map(QPointF(*point)))
        for pen in (halo(ratio), STRONG[Maker.USER].pen(ratio)):
            painter.strokePath(path, pen)
        if self.hands.tool is not None:
            self.hands.tool.paint(painter, to_view)

    # Words

    def _ask(self, question: Question) -> None:
        self.field.ask(question, self._easel.seen_at(question.at))

    def place_field(self) -> None:
        """Let an open question stand at its place on the film, which has moved."""
        question = self.field.question
        if question is not None:
            self.field.place(self._easel.seen_at(question.at))

    def edit_text(self, item: Annotation) -> None:
        """Ask for other words of an annotation, where it is."""
        self.hands.ask_words(item)

    def calibrate_from(self, item: Annotation) -> None:
        """Ask for the true length of a LENGTH."""
        ask_length(self._easel, item)

    # The hand

    def _place_at(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> Place:
        there = self.position_on_film(at)
        return Place((there.x(), there.y()), at, modifiers)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Draw, or take hold of what is drawn; else window and pan."""
        self._session.activate(self.cell)
        if not self._is_for_hands(event) or not self.hands.press(self._place_of(event)):
            super().mousePressEvent(event)
        self._after(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go on drawing, change words, or show the whole film."""
        item = self.hands.under(event.position()) if self.hands.tool is None else None
        if not self._is_for_hands(event) or (self.hands.tool is None and item is None):
            super().mouseDoubleClickEvent(event)
        elif item is not None:
            self.edit_text(item)
        else:
            self.hands.press(self._place_of(event), double=True)
        self._after(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with whatever is under way."""
        if self._drag is not None or not self.hands.move(self._place_of(event)):
            super().mouseMoveEvent(event)
        else:
            self.hovered.emit(event.position())
        self._after(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        if not self._is_for_hands(event) or not self.hands.release(self._place_of(event)):
            super().mouseReleaseEvent(event)
        self._after(event)

    def _is_for_hands(self, event: QMouseEvent) -> bool:
        return event.button() == Qt.MouseButton.LeftButton and not self._space and self._drag is None

    def _place_of(self, event: QMouseEvent) -> Place:
        return self._place_at(event.position(), event.modifiers())

    def _after(self, event: QMouseEvent) -> None:
        event.accept()
        if self._drag is None and not self._space:
            self._rest_cursor()

    def _rest_cursor(self) -> None:
        self.viewport().setCursor(self.hands.cursor)

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of what the cursor was over."""
        self.hands.leave()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Give the wheel to the tool while Shift is held; else zoom and scroll."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        turned = event.angleDelta().y() or event.angleDelta().x()  # some systems turn the axis with Shift
        if shift and self.hands.turn(turned / NOTCH, self._place_at(event.position(), event.modifiers())):
            event.accept()
        else:
            super().wheelEvent(event)

    # Keys

    def event(self, event: QEvent) -> bool:
        """Keep from the window's commands what is meant for what is drawn."""
        if event.type() is QEvent.Type.ShortcutOverride and self._overrides(event):
            event.accept()
            return True
        return super().event(event)

    def _overrides(self, event: QEvent) -> bool:
        return isinstance(event, QKeyEvent) and self.hands.wants(event.key(), event.modifiers())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give keys to the hands first."""
        if self.hands.wants(event.key(), event.modifiers()) and self.hands.key(event.key()):
            event.accept()
        else:
            super().keyPressEvent(event)

"""What the mouse does on the film: window, pan, zoom, scroll."""

from enum import Enum

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent

from cxrviewer.gui.cell import Cell
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport.camera import Camera
from cxrviewer.study import Window

PIXELS_PER_WIDTH = 400.0
ZOOM_PER_NOTCH = 1.2
NOTCH = 120
MAGNIFIER_KEY = Qt.Key.Key_Z


class _Drag(Enum):
    """What a drag edits."""

    WINDOW = "window"
    PAN = "pan"


class Gestures(Camera):
    """A camera with hands.

    Signals
    -------
    hovered
        The cursor is at this point of the viewport.
    frames_scrolled
        The wheel asks to go so many images of the stack on.
    """

    hovered = Signal(QPointF)
    frames_scrolled = Signal(int)

    def __init__(self, session: Session, cell: Cell) -> None:
        super().__init__()
        self._session, self.cell = session, cell
        self._drag: _Drag | None = None
        self._from = QPointF()
        self._base: Window | None = None
        self._space = False
        self._turned = 0
        self.lens_wanted = False
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make this viewport the active one and begin a drag."""
        self._session.activate(self.cell)
        left, middle = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
        if event.button() == middle or (event.button() == left and self._space):
            self._begin(_Drag.PAN, event.position())
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == left:
            self._begin(_Drag.WINDOW, event.position())
        event.accept()

    def _begin(self, drag: _Drag, position: QPointF) -> None:
        self._drag, self._from = drag, position
        film, voi = self.cell.film, self.cell.display.voi
        self._base = voi if isinstance(voi, Window) else film.base_window if film is not None else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the drag and tell where the cursor is."""
        moved = event.position() - self._from
        if self._drag is _Drag.PAN:
            self.pan(moved)
            self._from = event.position()
        elif self._drag is _Drag.WINDOW and self._base is not None and self.cell.display.voi is not None:
            step = self._base.width / PIXELS_PER_WIDTH
            self._session.set_display(
                self.cell.display.dragged(self._base, -moved.y() * step, moved.x() * step)
            )
        self.hovered.emit(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        self._drag = None
        self._rest_cursor()
        event.accept()

    def _rest_cursor(self) -> None:
        """Show the cursor of a hand that holds nothing."""
        self.viewport().unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole film."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.fit()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the cursor."""
        self.hovered.emit(QPointF(-1e9, -1e9))
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the cursor; in a stack, scroll unless Ctrl is held."""
        film = self.cell.film
        if film is None:
            return
        self._session.activate(self.cell)
        turned = event.angleDelta().y()
        with_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if len(self._session.stack_of(film)) > 1 and not with_ctrl:
            self._scroll_frames(turned)
        else:
            self.zoom_to(self.zoom * ZOOM_PER_NOTCH ** (turned / NOTCH), event.position())
        self.hovered.emit(event.position())
        event.accept()

    def _scroll_frames(self, turned: int) -> None:
        """Scroll by whole notches; a touchpad's small steps add up."""
        self._turned += turned
        notches = int(self._turned / NOTCH)
        self._turned -= notches * NOTCH
        if notches:
            self.frames_scrolled.emit(-notches)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """While Space is down, the left button moves the film; while Z is down, there is a magnifier."""
        if event.key() == Qt.Key.Key_Space:
            self._space = True
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif event.key() == MAGNIFIER_KEY:
            self._show_lens(wanted=True)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Back to windowing, and no magnifier."""
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self._space = False
            self._rest_cursor()
        elif event.key() == MAGNIFIER_KEY:
            self._show_lens(wanted=False)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of the keys that are held: their release goes elsewhere."""
        self._space = False
        self._show_lens(wanted=False)
        super().focusOutEvent(event)

    def _show_lens(self, *, wanted: bool) -> None:
        self.lens_wanted = wanted
        self.viewport().update()

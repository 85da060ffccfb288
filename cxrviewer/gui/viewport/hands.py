"""What the left button and the keys do with what is drawn: the tool in hand, or a hold of an annotation."""

from dataclasses import replace
from math import copysign

from PySide6.QtCore import QLineF, QPointF, Qt

from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.viewport.annotations_item import AnnotationsItem, thinned
from cxrviewer.gui.viewport.shaping import handles, shifted
from cxrviewer.gui.viewport.tools.easel import Easel, Question
from cxrviewer.gui.viewport.tools.moving import Moving
from cxrviewer.gui.viewport.tools.registry import TOOLS
from cxrviewer.gui.viewport.tools.tool import Place, Reach, Tool
from cxrviewer.study import Annotation, Kind

HANDLE_REACH, LINE_REACH = 10.0, 8.0
_HARMLESS = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class Hands:
    """One viewport's; asked before the viewport's own gestures, it says what it takes.

    Attributes
    ----------
    tool
        What is in hand; None for windowing and selecting.
    hovered
        Identifier of the annotation under the cursor.
    """

    def __init__(self, easel: Easel, item: AnnotationsItem) -> None:
        self._easel, self._item = easel, item
        self._hold: Moving | None = None
        self._down = False
        self.tool: Tool | None = None
        self.hovered: str | None = None
        self.take_up()

    def take_up(self) -> None:
        """Take up the tool of the hand in use; what was in the making is thrown away."""
        self.cancel()
        make = TOOLS.get(self._easel.annotating.hand)
        self.tool = make(self._easel) if make is not None else None

    @property
    def busy(self) -> bool:
        """Whether anything is in the making."""
        return self._hold is not None or (self.tool is not None and self.tool.busy)

    @property
    def cursor(self) -> Qt.CursorShape:
        """Shape of the cursor now."""
        if self._hold is not None or self.hovered is not None:
            return Qt.CursorShape.SizeAllCursor
        return self.tool.cursor if self.tool is not None else Qt.CursorShape.ArrowCursor

    def press(self, place: Place, *, double: bool = False) -> bool:
        """Take the left button going down; return whether it was taken."""
        if not self._there:
            return False
        hold = None if self.busy else self._hold_at(place)
        self._down = True
        self._show_drawn()
        if hold is not None:
            self._hold = hold
        elif self.tool is not None:
            (self.tool.double_click if double else self.tool.press)(place)
        else:
            self._easel.annotating.select(None)
            self._down = self._easel.annotating.hand is Hand.SELECT
        return self._down

    def _show_drawn(self) -> None:
        """Bring back what is hidden when more is drawn."""
        session = self._easel.session
        if self.tool is not None and self.tool.reach is not Reach.NONE:
            session.set_display(replace(session.display, annotations_visible=True))

    def move(self, place: Place) -> bool:
        """Take the hand moving; return whether it was taken."""
        if not self._there:
            return False
        acting = self._hold if self._hold is not None else self.tool
        if acting is not None:
            acting.move(place)
        if not self._down:
            self._hover(place)
        return self._down

    def release(self, place: Place) -> bool:
        """Take the left button going up; return whether it was taken."""
        taken, self._down = self._down, False
        hold, self._hold = self._hold, None
        acting = hold if hold is not None else self.tool
        if taken and acting is not None and self._there:
            acting.release(place)
        return taken

    def leave(self) -> None:
        """Take the cursor leaving the viewport."""
        if self.hovered is not None:
            self.hovered = None
            self._strengthen()
        if self.tool is not None and self._there:
            self.tool.leave()

    def turn(self, notches: float, place: Place) -> bool:
        """Take the wheel turned with Shift held; return whether it was taken."""
        return self.tool is not None and self._there and self.tool.turn(notches, place)

    def cancel(self) -> None:
        """Throw away what is in the making."""
        self._down = False
        hold, self._hold = self._hold, None
        if hold is not None:
            hold.cancel()
        if self.tool is not None and self.tool.busy:
            self.tool.cancel()
        self._easel.show()

    def step_back(self) -> bool:
        """Put down what is in the making, else the tool, else the selection; return whether there was any."""
        annotating = self._easel.annotating
        if self.busy:
            self.cancel()
        elif annotating.hand is not Hand.WINDOW:
            annotating.take_up(Hand.WINDOW)
        elif annotating.selected is not None:
            annotating.select(None)
        else:
            return False
        return True

    # Keys

    def wants(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Tell whether a key is meant for what is drawn, though a command may have the same."""
        if not self._there or modifiers & ~_HARMLESS:
            return False
        if key == Qt.Key.Key_Escape:
            annotating = self._easel.annotating
            return self.busy or annotating.hand is not Hand.WINDOW or annotating.selected is not None
        if key in ARROWS and self.selected is not None:
            return True
        return self.tool is not None and self.tool.wants(key)

    def key(self, key: int) -> bool:
        """Take a key; return whether it was taken."""
        if not self._there:
            return False
        if key == Qt.Key.Key_Escape:
            return self.step_back()
        if self.tool is not None and self.tool.key(key):
            return True
        if key in ARROWS and self.selected is not None and not self.busy:
            self._nudge(self.selected, ARROWS[Qt.Key(key)])
            return True
        return False

    def _nudge(self, item: Annotation, way: QPointF) -> None:
        """Move an annotation by one pixel of the film in a direction of the screen."""
        inverse, _invertible = self._easel.to_view.inverted()
        there = inverse.map(way) - inverse.map(QPointF(0, 0))
        across = abs(there.x()) > abs(there.y())
        shift = (copysign(1.0, there.x()), 0.0) if across else (0.0, copysign(1.0, there.y()))
        self._easel.keep(item.moved(shifted(item.points, shift, self._easel.size)))

    # What is under the hand

    @property
    def _there(self) -> bool:
        """Whether there is a film that can be drawn on now."""
        return self._easel.ready

    @property
    def selected(self) -> Annotation | None:
        """The selected annotation, if it is on this film and in sight."""
        identifier = self._easel.annotating.selected
        if identifier is None or not self._there or not self._item.isVisible():
            return None
        return self._easel.drawn.find(identifier)

    def under(self, at: QPointF) -> Annotation | None:
        """Return the annotation at a point of the viewport: its label or its lines."""
        if not self._there or not self._item.isVisible():
            return None
        for label in reversed(self._item.labels):
            if label.box.contains(at):
                return self._easel.drawn.find(label.item.identifier)
        return self._item.traces.nearest(at, self._easel.to_view, LINE_REACH)

    def _hold_at(self, place: Place) -> Moving | None:
        """Take hold of what is under the hand, as far as the tool in hand lets go of it; select it."""
        item, handle = self._found(place.at)
        if item is None:
            return None
        self._easel.annotating.select(item.identifier)
        return Moving(self._easel, item, handle, place)

    def _found(self, at: QPointF) -> tuple[Annotation | None, int | None]:
        """Return what a press takes hold of, and by which handle; the selected one's handles come first."""
        reach = self.tool.reach if self.tool is not None else Reach.ALL
        if reach is Reach.NONE:
            return None, None
        selected = self.selected
        if selected is not None and (handle := self._handle_of(selected, at)) is not None:
            return selected, handle
        item = self.under(at)
        if item is None or (reach is Reach.SELECTED and (selected is None or item != selected)):
            return None, None
        return item, self._handle_of(item, at)

    def _handle_of(self, item: Annotation, at: QPointF) -> int | None:
        """Return which handle of an annotation is nearest to a point of the viewport and within reach."""
        points = handles(item.kind, item.points)
        shown = set(thinned(points, self._easel.to_view))
        away = {
            number: QLineF(self._easel.seen_at(point), at).length()
            for number, point in enumerate(points)
            if point in shown
        }
        nearest = min(away, key=away.__getitem__, default=None)
        return nearest if nearest is not None and away[nearest] <= HANDLE_REACH else None

    def _hover(self, place: Place) -> None:
        item, _handle = (None, None) if self.busy else self._found(place.at)
        hovered = item.identifier if item is not None else None
        if hovered != self.hovered:
            self.hovered = hovered
            self._strengthen()

    def _strengthen(self) -> None:
        self._item.set_strong(self._easel.annotating.selected, self.hovered)

    # Words

    def ask_words(self, item: Annotation) -> None:
        """Ask for other words of an annotation, where it is."""

        def take(text: str) -> None:
            drawn = self._easel.annotating.of(image_key)
            present = drawn.find(item.identifier)
            if present is not None and (text or present.kind is not Kind.TEXT):
                self._easel.annotating.edit(drawn.adding(present.worded(text)))

        image_key = self._easel.drawn.image_key
        self._easel.ask(Question(item.points[-1], "Text", item.text, take, drop=lambda: None))

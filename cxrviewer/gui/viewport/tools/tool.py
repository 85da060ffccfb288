"""What a tool is: it hears of the hand in image coordinates and leaves finished edits on its easel."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QTransform

from cxrviewer.study import Point


class Reach(Enum):
    """Which annotations a press takes hold of, in place of the tool."""

    ALL = "all"
    SELECTED = "selected"
    NONE = "none"


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where the hand is.

    Attributes
    ----------
    point
        x and y in image coordinates; may lie beside the film.
    at
        The same in the viewport.
    modifiers
        The keys held with it.
    """

    point: Point
    at: QPointF
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def constrained(self) -> bool:
        """Whether Shift is held: right directions, equal sides."""
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)


class Tool:
    """Does nothing yet; a tool overrides what it answers to.

    Attributes
    ----------
    reach
        Which annotations a press takes hold of instead.
    cursor
        Shape of the cursor over the film.
    """

    reach = Reach.SELECTED
    cursor = Qt.CursorShape.CrossCursor

    @property
    def busy(self) -> bool:
        """Whether something is in the making, which `cancel` would throw away."""
        return False

    def press(self, place: Place) -> None:
        """Take the left button going down."""

    def move(self, place: Place) -> None:
        """Take the hand moving, with the left button down or not."""

    def release(self, place: Place) -> None:
        """Take the left button going up."""

    def double_click(self, place: Place) -> None:
        """Take the second press of a double click; a quick press like any other unless overridden."""
        self.press(place)

    def leave(self) -> None:
        """Take the cursor leaving the viewport."""

    def turn(self, notches: float, place: Place) -> bool:
        """Take the wheel turned with Shift held; return whether it meant anything."""
        return False

    def key(self, key: int) -> bool:
        """Take a key; return whether it meant anything. Escape never comes here."""
        return False

    def wants(self, key: int) -> bool:
        """Tell whether a key is for the tool now, though a command of the window may have the same."""
        return False

    def cancel(self) -> None:
        """Throw away what is in the making."""

    def paint(self, painter: QPainter, to_view: QTransform) -> None:
        """Draw what is in the making over the film.

        Parameters
        ----------
        painter
            In the viewport's own coordinates.
        to_view
            Image coordinates -> the viewport.
        """

"""Tools that take a fixed number of points, by clicks or by drags."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QLineF, QPointF, Qt

from cxrviewer.display.tracing import Line
from cxrviewer.gui.viewport.shaping import (
    Size,
    cardiothoracic,
    clamped,
    ellipse_in_box,
    equal_sided,
    in_steps,
)
from cxrviewer.gui.viewport.tools.calibrating import ask_length
from cxrviewer.gui.viewport.tools.easel import Easel, Question
from cxrviewer.gui.viewport.tools.tool import Place, Tool
from cxrviewer.study import Annotation, Kind, Point

CLICK = 4.0
Shape = Callable[[Line, Easel], Line]
Constraint = Callable[[Point, Point, float, Size], Point]


def _as_they_are(points: Line, _easel: Easel) -> Line:
    return points


def _ellipse(points: Line, _easel: Easel) -> Line:
    return ellipse_in_box(points)


def _cardiothoracic(points: Line, easel: Easel) -> Line:
    """Return the ratio's points; a row of the image that points to the right begins at the patient's left."""
    row = next(iter(easel.film.image.text.patient_orientation), "")
    return cardiothoracic(points, easel.aspect, easel.size, right_is_left=not row.startswith("R"))


@dataclass(frozen=True, slots=True)
class Recipe:
    """How points become an annotation.

    Attributes
    ----------
    kind
        What is drawn.
    count
        How many points the hand gives.
    starts
        The points at which a stroke begins: the button going down there is a point of its own.
    shape
        Makes the annotation's points of the hand's.
    constraint
        Where a point goes while Shift is held, seen from the point before it.
    """

    kind: Kind
    count: int
    starts: tuple[int, ...] = (0,)
    shape: Shape = _as_they_are
    constraint: Constraint = in_steps


LENGTH = Recipe(Kind.LENGTH, 2)
ANGLE = Recipe(Kind.ANGLE, 3)
COBB = Recipe(Kind.COBB, 4, (0, 2))
CARDIOTHORACIC = Recipe(Kind.CARDIOTHORACIC, 4, (0, 2), _cardiothoracic)
RECTANGLE = Recipe(Kind.RECTANGLE, 2, constraint=equal_sided)
ELLIPSE = Recipe(Kind.ELLIPSE, 2, shape=_ellipse, constraint=equal_sided)
ARROW = Recipe(Kind.ARROW, 2)
TEXT = Recipe(Kind.TEXT, 1, ())
POINT = Recipe(Kind.POINT, 1, ())


class PointsTool(Tool):
    """Puts a point at each click, and at both ends of each drag; with the last one the thing is drawn."""

    def __init__(self, recipe: Recipe, easel: Easel) -> None:
        self._recipe, self._easel = recipe, easel
        self._points: Line = ()
        self._pressed: QPointF | None = None
        self._began = False
        self._identifier = ""

    @property
    def busy(self) -> bool:
        """Whether there are points, but not all."""
        return bool(self._points) or self._pressed is not None

    def press(self, place: Place) -> None:
        """Begin a stroke, or hold the next point."""
        self._pressed = place.at
        self._began = len(self._points) in self._recipe.starts
        if not self._points:
            self._identifier = str(uuid4())
        if self._began:
            self._points += (self._put(place),)
        self._show(place)

    def move(self, place: Place) -> None:
        """Show what would be drawn."""
        if self.busy:
            self._show(place)

    def release(self, place: Place) -> None:
        """Put the point down; after a mere click at the beginning of a stroke the next is awaited."""
        if self._pressed is None:
            return
        dragged = QLineF(self._pressed, place.at).length() >= CLICK
        self._pressed = None
        if (self._began and not dragged) or self._on_last_point(place):
            return
        points = (*self._points, self._put(place))
        self._points = points
        if len(points) == self._recipe.count:
            self._points = ()
            self._finish(self._annotation(points))

    def wants(self, key: int) -> bool:
        """Take Backspace while there are points."""
        return bool(self._points) and key == Qt.Key.Key_Backspace

    def key(self, key: int) -> bool:
        """Take the last point back."""
        if not self.wants(key):
            return False
        self._points = self._points[:-1]
        self._easel.show(sketch=self._strokes(self._points))
        return True

    def cancel(self) -> None:
        """Throw the points away."""
        self._points, self._pressed = (), None
        self._easel.show()

    def _put(self, place: Place) -> Point:
        """Return where a point goes: on the film, and with Shift in line with the one before."""
        easel, number = self._easel, len(self._points)
        if place.constrained and number and number not in self._recipe.starts:
            return self._recipe.constraint(place.point, self._points[-1], easel.aspect, easel.size)
        return clamped(place.point, easel.size)

    def _on_last_point(self, place: Place) -> bool:
        if not self._points:
            return False
        return QLineF(self._easel.seen_at(self._points[-1]), place.at).length() < CLICK

    def _show(self, place: Place) -> None:
        """Show the whole thing where the next point would make it whole, else the strokes so far."""
        points = (*self._points, self._put(place))
        if len(points) == self._recipe.count and not self._on_last_point(place):
            self._easel.show(self._annotation(points))
        else:
            self._easel.show(sketch=self._strokes(points))

    def _strokes(self, points: Line) -> tuple[Line, ...]:
        """Return the points, parted where another stroke begins."""
        ends = [*(start for start in self._recipe.starts if start), len(points)]
        begins = [0, *ends[:-1]]
        return tuple(points[begin:end] for begin, end in zip(begins, ends, strict=True) if points[begin:end])

    def _annotation(self, points: Line) -> Annotation:
        return Annotation(
            self._recipe.kind, self._recipe.shape(points, self._easel), identifier=self._identifier
        )

    def _finish(self, annotation: Annotation) -> None:
        self._easel.keep(annotation)


class WordsTool(PointsTool):
    """Asks for the words of what was drawn before it is kept: of an arrow they may be left out."""

    def _finish(self, annotation: Annotation) -> None:
        self._easel.show(annotation if annotation.kind is not Kind.TEXT else None)
        self._easel.ask(
            Question(
                annotation.points[-1],
                "Text",
                "",
                take=partial(self._keep, annotation),
                drop=self._easel.show,
            )
        )

    def _keep(self, annotation: Annotation, text: str) -> None:
        if text or annotation.kind is not Kind.TEXT:
            self._easel.keep(annotation.worded(text))
        else:
            self._easel.show()


class CalibratingTool(PointsTool):
    """Asks how long the line is that was drawn, and calibrates the film by it."""

    def _finish(self, annotation: Annotation) -> None:
        self._easel.show(annotation)
        ask_length(self._easel, annotation)

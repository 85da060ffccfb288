"""Tools that draw a region by its outline: corner by corner, or in one drag."""

from uuid import uuid4

import cv2
import numpy as np
from PySide6.QtCore import QLineF, Qt

from cxrviewer.display.tracing import Line
from cxrviewer.gui.viewport.shaping import clamped, in_steps
from cxrviewer.gui.viewport.tools.easel import Easel
from cxrviewer.gui.viewport.tools.points import CLICK
from cxrviewer.gui.viewport.tools.tool import Place, Tool
from cxrviewer.study import Annotation, Kind, Point

CLOSING = 9.0
FEWEST = 3
ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
STEP = 2.0
TOLERANCE = 0.5


class PolygonTool(Tool):
    """A corner at each click; a double click, Enter or a click on the first corner closes it."""

    def __init__(self, easel: Easel) -> None:
        self._easel = easel
        self._corners: Line = ()
        self._identifier = ""
        self._held = False

    @property
    def busy(self) -> bool:
        """Whether there are corners."""
        return bool(self._corners)

    def press(self, place: Place) -> None:
        """Hold the next corner."""
        if not self._corners:
            self._identifier = str(uuid4())
        self._held = True
        self._show(place)

    def move(self, place: Place) -> None:
        """Show what would be drawn."""
        if self._corners or self._held:
            self._show(place)

    def release(self, place: Place) -> None:
        """Put the corner down, or close at the first one."""
        if not self._held:
            return
        self._held = False
        if len(self._corners) >= FEWEST and self._near(place, self._corners[0], CLOSING):
            self._close()
        elif not self._corners or not self._near(place, self._corners[-1], CLICK):
            self._corners += (self._put(place),)
            self._show(place)

    def double_click(self, place: Place) -> None:
        """Close; the first press of the double click has put the last corner."""
        self._close()

    def wants(self, key: int) -> bool:
        """Take Backspace and Enter while there are corners."""
        return self.busy and (key == Qt.Key.Key_Backspace or key in ENTER)

    def key(self, key: int) -> bool:
        """Take the last corner back, or close."""
        if not self.wants(key):
            return False
        if key in ENTER:
            self._close()
        else:
            self._corners = self._corners[:-1]
            self._easel.show(sketch=(self._corners,) if self._corners else ())
        return True

    def cancel(self) -> None:
        """Throw the corners away."""
        self._corners, self._held = (), False
        self._easel.show()

    def _close(self) -> None:
        """Keep the polygon if it is one; else go on."""
        if len(self._corners) >= FEWEST:
            corners, self._corners = self._corners, ()
            self._easel.keep(Annotation(Kind.POLYGON, corners, identifier=self._identifier))

    def _put(self, place: Place) -> Point:
        easel = self._easel
        if place.constrained and self._corners:
            return in_steps(place.point, self._corners[-1], easel.aspect, easel.size)
        return clamped(place.point, easel.size)

    def _near(self, place: Place, corner: Point, radius: float) -> bool:
        return QLineF(self._easel.seen_at(corner), place.at).length() < radius

    def _show(self, place: Place) -> None:
        self._easel.show(sketch=((*self._corners, self._put(place)),))


class FreehandTool(Tool):
    """The outline that the hand draws while the button is down."""

    def __init__(self, easel: Easel) -> None:
        self._easel = easel
        self._outline: list[Point] = []

    @property
    def busy(self) -> bool:
        """Whether the hand is drawing."""
        return bool(self._outline)

    def press(self, place: Place) -> None:
        """Begin."""
        self._outline = [clamped(place.point, self._easel.size)]

    def move(self, place: Place) -> None:
        """Go on."""
        if not self._outline or QLineF(self._easel.seen_at(self._outline[-1]), place.at).length() < STEP:
            return
        self._outline.append(clamped(place.point, self._easel.size))
        self._easel.show(sketch=(tuple(self._outline),))

    def release(self, place: Place) -> None:
        """Close and keep it, without the points that nobody would miss."""
        outline, self._outline = self._outline, []
        points = simplified(outline, TOLERANCE / self._easel.scale)
        if len(points) >= FEWEST:
            self._easel.keep(Annotation(Kind.FREEHAND, points))
        else:
            self._easel.show()

    def double_click(self, place: Place) -> None:
        """Begin, as any press does."""
        self.press(place)

    def cancel(self) -> None:
        """Throw it away."""
        self._outline = []
        self._easel.show()


def simplified(outline: list[Point], tolerance: float) -> Line:
    """Return a closed outline with fewer points, nowhere further than `tolerance` from it.

    Source: D. Douglas, T. Peucker, "Algorithms for the reduction of the number of points required to
    represent a digitized line or its caricature", The Canadian Cartographer 10 (1973).

    Parameters
    ----------
    outline
        Points in image coordinates; empty gives none.
    tolerance
        In pixels of the image.
    """
    if not outline:
        return ()
    kept = cv2.approxPolyDP(np.array(outline, np.float32), tolerance, closed=True)
    return tuple((float(x), float(y)) for x, y in kept.reshape(-1, 2))

"""Brush, eraser, smoothing brush and fill: the hand on the lungs."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTransform

from cxrviewer.analysis.lung_editing import (
    Patch,
    erased,
    filled,
    nearest_lung,
    painted,
    smoothed_along,
    smoothing_radius,
)
from cxrviewer.display.layer_colours import LUNG_COLOURS
from cxrviewer.gui.film import Film
from cxrviewer.gui.lung_desk import LungDesk
from cxrviewer.gui.viewport.pens import WIDTH, cosmetic, halo
from cxrviewer.gui.viewport.tools.easel import Easel
from cxrviewer.gui.viewport.tools.tool import Place, Reach, Tool
from cxrviewer.study import Point

Labels = npt.NDArray[np.uint8]
Line = tuple[Point, ...]

NOT_ENCLOSED = "Nothing to fill here: click into a lung, or into a gap that the lungs enclose."
GROWTH = 1.15
_SMALLER, _LARGER = Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight


class LungTool(Tool):
    """What the lung tools share: the brush's outline, its size, and the desk."""

    reach = Reach.NONE

    def __init__(self, easel: Easel) -> None:
        self._easel = easel
        self._desk: LungDesk = easel.session.lung_desk
        self._hand: Point | None = None

    @property
    def film(self) -> Film:
        """The film under the hand."""
        return self._easel.film

    @property
    def _radius(self) -> float:
        return self._desk.brush.radius((self.film.image.rows, self.film.image.columns))

    def move(self, place: Place) -> None:
        """Let the brush's outline follow the hand."""
        self._hand = place.point
        self._easel.repaint()

    def leave(self) -> None:
        """Show no brush."""
        self._hand = None
        self._easel.repaint()

    def turn(self, notches: float, place: Place) -> bool:
        """Make the brush larger or smaller."""
        self._resize(GROWTH**notches)
        return True

    def wants(self, key: int) -> bool:
        """Take the brackets."""
        return key in {_SMALLER, _LARGER}

    def key(self, key: int) -> bool:
        """Make the brush larger or smaller."""
        if not self.wants(key):
            return False
        self._resize(GROWTH if key == _LARGER else 1 / GROWTH)
        return True

    def _resize(self, factor: float) -> None:
        self._desk.set_brush(self._desk.brush.resized(factor))
        self._easel.repaint()

    def _begin(self) -> Labels:
        """Begin an edit of the film's lungs, which are in sight from now on."""
        session = self._easel.session
        display = session.display
        session.set_display(replace(display, mask=replace(display.mask, visible=True)))
        return self._desk.begin(self.film, session.lungs_of(self.film))

    def _lung_at(self, point: Point) -> int:
        """Return the lung that a stroke from here is for: the chosen one, or the one that is there."""
        labels = self._easel.session.lungs_of(self.film)
        if labels is None:
            labels = np.zeros((self.film.image.rows, self.film.image.columns), np.uint8)
        return self._desk.brush.lung or nearest_lung(labels, point)


class StrokeTool(LungTool):
    """A brush: each event of the stroke edits what is under the way since the last one."""

    def __init__(self, easel: Easel) -> None:
        super().__init__(easel)
        self._labels: Labels | None = None
        self._last: Point = (0.0, 0.0)
        self._lung = 0

    @property
    def busy(self) -> bool:
        """Whether a stroke is under way."""
        return self._labels is not None

    def edit(self, labels: Labels, way: Line, lung: int) -> Patch:
        """Return what the brush makes of the labels along its way.

        Parameters
        ----------
        labels
            (rows, columns) uint8.
        way
            Where it comes from and where it is, in image coordinates.
        lung
            Where the stroke began.
        """
        raise NotImplementedError

    def press(self, place: Place) -> None:
        """Begin a stroke."""
        self._lung = self._lung_at(place.point)
        self._labels = self._begin()
        self._last = place.point
        self._draw(place.point)

    def move(self, place: Place) -> None:
        """Go on with it."""
        super().move(place)
        if self._labels is not None:
            self._draw(place.point)

    def _draw(self, point: Point) -> None:
        if self._labels is None:
            return
        patch = self.edit(self._labels, (self._last, point), self._lung)
        self._last = point
        if patch.changes(self._labels):
            patch.put_into(self._labels)
            self._desk.tell(patch.box)

    def release(self, place: Place) -> None:
        """End it: one edit."""
        if self._labels is not None:
            self._labels = None
            self._desk.keep()

    def cancel(self) -> None:
        """Throw it away."""
        if self._labels is not None:
            self._labels = None
            self._desk.drop()

    def paint(self, painter: QPainter, to_view: QTransform) -> None:
        """Draw the brush's outline in its true size, in the colour of what it does."""
        if self._hand is None:
            return
        outline = QPainterPath()
        outline.addEllipse(QPointF(*self._hand), self._radius, self._radius)
        ratio = painter.device().devicePixelRatioF()
        for pen in (halo(ratio), cosmetic(QColor(self.colour()), WIDTH, ratio)):
            painter.strokePath(to_view.map(outline), pen)

    def colour(self) -> str:
        """Return the colour of the brush's outline."""
        return "#ffffff"


class BrushTool(StrokeTool):
    """Paints a lung."""

    def edit(self, labels: Labels, way: Line, lung: int) -> Patch:
        """Paint."""
        return painted(labels, way, self._radius, lung)

    def colour(self) -> str:
        """Return the colour of the lung that is painted."""
        here = self._hand or self._last
        return LUNG_COLOURS[self._lung if self.busy else self._lung_at(here)]


class EraserTool(StrokeTool):
    """Takes away: of the chosen lung, or of both."""

    def edit(self, labels: Labels, way: Line, lung: int) -> Patch:
        """Erase."""
        return erased(labels, way, self._radius, self._desk.brush.lung)


class SmoothTool(StrokeTool):
    """Smooths the outlines under the brush."""

    def edit(self, labels: Labels, way: Line, lung: int) -> Patch:
        """Smooth."""
        return smoothed_along(labels, way, self._radius, smoothing_radius(labels.shape))


class FillTool(LungTool):
    """Fills the holes of the lung that is clicked, or the gap."""

    def press(self, place: Place) -> None:
        """Fill."""
        labels = self._begin()
        patch = filled(labels, place.point, self._desk.brush.lung)
        if patch is not None and patch.changes(labels):
            patch.put_into(labels)
            self._desk.tell(patch.box)
        elif patch is None:
            self._easel.session.message.emit(NOT_ENCLOSED)
        self._desk.keep()

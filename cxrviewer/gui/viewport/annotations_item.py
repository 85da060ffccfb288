"""Everything drawn on the film, in the scene: one item that draws what is in sight."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from cxrviewer.display.tracing import Line
from cxrviewer.gui.viewport.crowd import Crowd
from cxrviewer.gui.viewport.labels import Label, Surroundings, label_picture, label_text
from cxrviewer.gui.viewport.marks import draw_handles, draw_marks
from cxrviewer.gui.viewport.pens import INKS, STRONG, Ink, halo
from cxrviewer.gui.viewport.shaping import handles
from cxrviewer.gui.viewport.traces import Drawn, Traces, Tracing, seen
from cxrviewer.study import Annotation, Kind, Maker

MOST_LABELS = 40
CROWDED_FROM = 600
"""Segments; from here on values stand beside the selected one alone."""
MARGINS = (8.0, 8.0, -8.0, -58.0)  # the scale bar is at the lower edge
Values = Callable[[Annotation, bool], tuple[str, ...]]
"""The values of an annotation, in brief or in full."""


class AnnotationsItem(QGraphicsItem):
    """Lines, marks and labels of a set; what is selected, hovered or in the making is drawn on top.

    Attributes
    ----------
    traces
        What is drawn, for the hand to find.
    labels
        Where the labels were when the viewport was last painted.
    reserved
        Where the corner texts were then, in the viewport.
    """

    def __init__(self, values: Values) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._tracing, self._values, self._crowd = Tracing(), values, Crowd()
        self._aspect = 1.0
        self._film = QRectF()
        self._names: tuple[str | None, str | None] = (None, None)
        self._strong: list[Drawn] = []
        self._texts: npt.NDArray[np.intp] = np.zeros(0, np.intp)
        self._draft: Drawn | None = None
        self.traces: Traces = self._tracing.traces((), 1.0)
        self.labels: list[Label] = []
        self.reserved: list[QRectF] = []

    def set_drawn(self, items: tuple[Annotation, ...], film: QRectF, aspect: float) -> None:
        """Show what is drawn on a film of this extent, whose pixels are `aspect` times as high as wide."""
        if film != self._film:
            self.prepareGeometryChange()
        self._film, self._aspect = film, aspect
        self.traces = self._tracing.traces(items, aspect)
        texts = [place for place, item in enumerate(items) if item.kind is Kind.TEXT]
        self._texts = np.array(texts, np.intp)
        self.set_strong(*self._names)

    def set_strong(self, selected: str | None, hovered: str | None) -> None:
        """Show which annotations are selected and under the cursor."""
        self._names = selected, hovered
        self._strong = [one for one in self.traces.drawn if one.item.identifier in self._names]
        self.update()

    def set_draft(self, draft: Annotation | None) -> None:
        """Show one in the making, in place of the one with its identifier."""
        if draft is not (self._draft.item if self._draft is not None else None):
            self._draft = Drawn(draft, self._aspect) if draft is not None else None
            self.update()

    def boundingRect(self) -> QRectF:
        """Return the film's edges and as much around it: labels may stand there."""
        side = max(self._film.width(), self._film.height())
        return self._film.adjusted(-side, -side, side, side)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw what is in sight, then what is selected, hovered or in the making."""
        places, room = self.traces.in_sight(option.exposedRect), room_of(painter)
        hidden = self._draft.item.identifier if self._draft is not None else None
        crowded = self.traces.size_of(places) >= CROWDED_FROM
        if crowded:
            self._crowd.draw(painter, self.traces, hidden, room)
        shown = self._labelled(places, crowded=crowded)
        shown = [one for one in shown if one.item.identifier != hidden]
        strong = [one for one in self._strong if one.item.identifier != hidden]
        strong += [self._draft] if self._draft is not None else []
        plain = [one for one in shown if one not in strong]
        draw_lines(painter, () if crowded else plain, INKS)
        draw_lines(painter, strong, STRONG)
        self._draw_on_top(painter, room, plain, strong, on_screen=widget is not None)

    def _labelled(self, places: npt.NDArray[np.intp], *, crowded: bool) -> list[Drawn]:
        """Return what is drawn one by one: all of it, but of a crowd only the texts."""
        drawn = self.traces.drawn
        if not crowded:
            return [drawn[place] for place in places.tolist()]
        return [drawn[place] for place in np.intersect1d(places, self._texts).tolist()]

    def _draw_on_top(
        self, painter: QPainter, room: QRectF, plain: list[Drawn], strong: list[Drawn], *, on_screen: bool
    ) -> None:
        """Draw what does not grow with the film."""
        to_view = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        draw_marks(painter, ((one.item, INKS[one.item.maker]) for one in plain), to_view)
        draw_marks(painter, ((one.item, STRONG[one.item.maker]) for one in strong), to_view)
        for one in strong if on_screen else ():
            if one is self._draft or one.item.identifier == self._names[0]:
                shown = thinned(handles(one.item.kind, one.item.points), to_view)
                draw_handles(painter, shown, STRONG[one.item.maker], to_view)
        segments = np.concatenate([np.zeros((0, 4)), *(one.segments for one in plain + strong)])
        reserved = self.reserved if on_screen else ()
        around = Surroundings(room.adjusted(*MARGINS), seen(segments, to_view), reserved)
        labels = self._labels(to_view, around, plain, strong, painter.device().devicePixelRatioF())
        for label in labels:
            label.draw(painter)
        if on_screen:
            self.labels = labels
        painter.restore()

    def _labels(
        self, to_view: QTransform, around: Surroundings, plain: list[Drawn], strong: list[Drawn], ratio: float
    ) -> list[Label]:
        """Return the labels that fit; those of what is selected or hovered are always there, and in full."""
        labels: list[Label] = []
        for one, inks in [(one, INKS) for one in plain[-MOST_LABELS:]] + [(one, STRONG) for one in strong]:
            text = label_text(one.item, self._values(one.item, inks is INKS))
            if not text:
                continue
            picture = label_picture(text, inks[one.item.maker].colour, ratio)
            corners = [to_view.map(QPointF(*point)) for point in _outermost(one)]
            label, free = around.place(one.item, picture, corners, labels)
            if free or inks is STRONG or one.item.kind is Kind.TEXT:
                labels.append(label)
        return labels


def _outermost(one: Drawn) -> Line:
    """Return the points that the outline is within."""
    if one.item.kind is Kind.CARDIOTHORACIC:
        return one.item.points[2:]
    return handles(one.item.kind, one.item.points) or one.item.points


def draw_lines(painter: QPainter, drawn: Iterable[Drawn], inks: Mapping[Maker, Ink]) -> None:
    """Draw the lines of annotations by the ink of their maker; the painter is in image coordinates."""
    ratio = painter.device().devicePixelRatioF()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for one in drawn:
        ink = inks[one.item.maker]
        for pen in (halo(ratio), ink.pen(ratio, aid=True)) if not one.aid.isEmpty() else ():
            painter.setPen(pen)
            painter.drawPath(one.aid)
        for pen in (halo(ratio), ink.pen(ratio)):
            painter.setPen(pen)
            painter.drawPath(one.outline)


def thinned(points: Line, to_view: QTransform, apart: float = 14.0) -> Line:
    """Return as many points as can be told apart on the screen."""
    kept: list[QPointF] = []
    result = []
    for point in points:
        at = to_view.map(QPointF(*point))
        if not kept or min(QLineF(at, other).length() for other in (kept[-1], kept[0])) >= apart:
            kept.append(at)
            result.append(point)
    return tuple(result) if len(points) > 6 else points


def room_of(painter: QPainter) -> QRectF:
    """Return the extent of what is painted on, in its own units."""
    device = painter.device()
    ratio = 1.0 if isinstance(device, QWidget) else device.devicePixelRatioF()
    return QRectF(QPointF(0, 0), QSizeF(device.width() / ratio, device.height() / ratio))

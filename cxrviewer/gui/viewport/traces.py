"""The lines of everything drawn on a film in arrays: what is in sight and what is under the hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainterPath, QTransform

from cxrviewer.display.tracing import Line, trace
from cxrviewer.study import Annotation, Kind

Floats = npt.NDArray[np.float64]


class Drawn:
    """One annotation with its lines, made for a painter when one needs them.

    Attributes
    ----------
    item
        The annotation.
    segments
        (n, 4) float64: x and y of start and end of every piece in image coordinates.
    """

    def __init__(self, item: Annotation, aspect: float) -> None:
        """Trace an annotation on a film whose pixels are `aspect` times as high as wide."""
        self.item = item
        self._trace = trace(item.kind, item.points, aspect)
        self.segments: Floats = np.array(_rows(self._trace.outlines + self._trace.aids), np.float64)

    @cached_property
    def outline(self) -> QPainterPath:
        """What the reader has drawn; empty for what has the same size at every zoom."""
        return _path(() if self.item.kind in {Kind.TEXT, Kind.POINT} else self._trace.outlines)

    @cached_property
    def aid(self) -> QPainterPath:
        """What only shows how it is measured."""
        return _path(self._trace.aids)

    @cached_property
    def lines(self) -> list[QLineF]:
        """All of it in pieces, which are drawn faster."""
        return [QLineF(*row) for row in self.segments.tolist()]


@dataclass(frozen=True, slots=True, eq=False)
class Traces:
    """Everything drawn on a film, in the order in which it is drawn.

    Attributes
    ----------
    drawn
        The annotations with their lines.
    segments
        (n, 4) float64, all of them.
    starts
        (len(drawn),): where the segments of each begin.
    bounds
        (len(drawn), 4) float64: left, top, right and bottom of each, in image coordinates.
    """

    drawn: tuple[Drawn, ...]
    segments: Floats
    starts: npt.NDArray[np.intp]
    bounds: Floats

    def in_sight(self, room: QRectF) -> npt.NDArray[np.intp]:
        """Return the places of those whose box meets a part of the film, in image coordinates."""
        left, top, right, bottom = self.bounds.T
        meets = (left <= room.right()) & (right >= room.left()) & (top <= room.bottom())
        return np.flatnonzero(meets & (bottom >= room.top()))

    def size_of(self, places: npt.NDArray[np.intp]) -> int:
        """Return how many segments those at these places have."""
        return int(np.diff(self.starts, append=len(self.segments))[places].sum())

    def nearest(self, at: QPointF, to_view: QTransform, radius: float) -> Annotation | None:
        """Return the annotation whose line is nearest to a point of the viewport, the later of two.

        Parameters
        ----------
        at
            In the viewport.
        to_view
            Image coordinates -> the viewport.
        radius
            How far away a line may be, in the viewport.
        """
        inverse, _invertible = to_view.inverted()
        around = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
        near = [self.drawn[place] for place in self.in_sight(inverse.mapRect(around)).tolist()]
        away = [_distance(one, at, to_view) for one in near]
        best = min(range(len(near)), key=lambda place: (away[place], -place), default=None)
        return near[best].item if best is not None and away[best] <= radius else None


class Tracing:
    """Makes `Traces` of one set after another and traces again only what is new in it."""

    def __init__(self) -> None:
        self._known: dict[int, Drawn] = {}
        self._aspect = 0.0

    def traces(self, items: tuple[Annotation, ...], aspect: float) -> Traces:
        """Return the lines of annotations on a film whose pixels are `aspect` times as high as wide."""
        known = self._known if aspect == self._aspect else {}
        drawn = tuple(known.get(id(item)) or Drawn(item, aspect) for item in items)
        self._known, self._aspect = {id(one.item): one for one in drawn}, aspect
        if not drawn:
            return Traces((), np.zeros((0, 4)), np.zeros(0, np.intp), np.zeros((0, 4)))
        counts = [len(one.segments) for one in drawn]
        starts = np.concatenate([[0], np.cumsum(counts[:-1])]).astype(np.intp)
        segments = np.concatenate([one.segments for one in drawn])
        return Traces(drawn, segments, starts, _bounds(segments, starts))


def _rows(lines: Sequence[Line]) -> list[tuple[float, ...]]:
    """Return x and y of start and end of each piece; a single point is a piece without a length."""
    return [
        (*start, *end)
        for line in lines
        for start, end in zip(line, line[1:] if len(line) > 1 else line, strict=False)
    ]


def _path(lines: Sequence[Line]) -> QPainterPath:
    path = QPainterPath()
    for first, *rest in lines:
        path.moveTo(*first)
        for point in rest:
            path.lineTo(*point)
    return path


def _bounds(segments: Floats, starts: npt.NDArray[np.intp]) -> Floats:
    xs, ys = segments[:, [0, 2]], segments[:, [1, 3]]
    lowest = [np.minimum.reduceat(side.min(axis=1), starts) for side in (xs, ys)]
    highest = [np.maximum.reduceat(side.max(axis=1), starts) for side in (xs, ys)]
    return np.stack([*lowest, *highest], axis=1, dtype=np.float64)


def crossings(segments: Floats, box: QRectF) -> int:
    """Count the segments that touch a box.

    Source: Y.-D. Liang, B. Barsky, "A new concept and method for line clipping", ACM Transactions on
    Graphics 3 (1984): a segment's share of each slab of the box, and whether the shares meet.

    Parameters
    ----------
    segments
        (n, 4) float64: x and y of start and end.
    box
        In the same coordinates.
    """
    start, way = segments[:, :2], segments[:, 2:] - segments[:, :2]
    way = np.where(np.abs(way) < 1e-12, 1e-12, way)
    first = (np.array([box.left(), box.top()]) - start) / way
    last = (np.array([box.right(), box.bottom()]) - start) / way
    enters = np.minimum(first, last).max(axis=1, initial=0.0)
    leaves = np.maximum(first, last).min(axis=1, initial=1.0)
    return int(np.count_nonzero(enters <= leaves))


def seen(segments: Floats, to_view: QTransform) -> Floats:
    """Return segments, (n, 4) in image coordinates, in those of the viewport."""
    matrix = np.array([[to_view.m11(), to_view.m12()], [to_view.m21(), to_view.m22()]])
    shift = np.array([to_view.dx(), to_view.dy()])
    return np.asarray((segments.reshape(-1, 2) @ matrix + shift).reshape(-1, 4), np.float64)


def _distance(one: Drawn, at: QPointF, to_view: QTransform) -> float:
    """Return how far a point of the viewport is from the nearest line of an annotation."""
    segments = seen(one.segments, to_view)
    along = segments[:, 2:] - segments[:, :2]
    aside = np.array([at.x(), at.y()]) - segments[:, :2]
    length = (along**2).sum(axis=1)
    share = np.clip((aside * along).sum(axis=1) / np.where(length == 0, 1.0, length), 0.0, 1.0)
    return float(np.hypot(*(aside - share[:, None] * along).T).min())

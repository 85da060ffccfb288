"""Which lines an annotation is drawn with: pure geometry in image coordinates."""

import math
from dataclasses import dataclass

from cxrviewer.study import Kind, Point

ELLIPSE_SIDES = 72
Line = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """The lines of one annotation.

    Attributes
    ----------
    outlines
        What the reader has drawn, each a row of points.
    aids
        What shows how it is measured, drawn more quietly.
    """

    outlines: tuple[Line, ...]
    aids: tuple[Line, ...] = ()


def trace(kind: Kind, points: Line, aspect: float) -> Trace:
    """Return the lines of an annotation.

    Parameters
    ----------
    kind, points
        As in `Annotation`.
    aspect
        Height over width of a pixel: right angles are right on the patient.
    """
    if kind is Kind.COBB:
        return Trace((points[:2], points[2:]), ((_middle(*points[:2]), _middle(*points[2:])),))
    if kind is Kind.CARDIOTHORACIC:
        return _cardiothoracic(points, aspect)
    if kind is Kind.RECTANGLE:
        corners = rectangle_corners(points)
        return Trace(((*corners, corners[0]),))
    if kind is Kind.ELLIPSE:
        return Trace((_ellipse(points),))
    if kind in {Kind.POLYGON, Kind.FREEHAND}:
        return Trace(((*points, points[0]),))
    return Trace((points,))


def rectangle_corners(points: Line) -> Line:
    """Return the four corners in turn, of which the first and third are the points."""
    (left, top), (right, bottom) = points
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _ellipse(points: Line) -> Line:
    """Return an ellipse by the ends of its axes as a closed row of points."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    middle_x, middle_y = (ax + bx) / 2, (ay + by) / 2
    angles = (2 * math.pi * step / ELLIPSE_SIDES for step in range(ELLIPSE_SIDES + 1))
    return tuple(
        (
            middle_x + math.cos(angle) * (bx - ax) / 2 + math.sin(angle) * (dx - cx) / 2,
            middle_y + math.cos(angle) * (by - ay) / 2 + math.sin(angle) * (dy - cy) / 2,
        )
        for angle in angles
    )


def _cardiothoracic(points: Line, aspect: float) -> Trace:
    """Return plumb lines to the midline from both ends of the heart and of the thorax, and the midline."""
    top, bottom, heart_right, heart_left, thorax_right, thorax_left = points
    ends = (heart_right, heart_left, thorax_right, thorax_left)
    return Trace(tuple((end, foot(end, top, bottom, aspect)) for end in ends), ((top, bottom),))


def foot(point: Point, start: Point, end: Point, aspect: float) -> Point:
    """Return where the plumb line from a point meets the line through two others.

    Parameters
    ----------
    point, start, end
        In image coordinates.
    aspect
        Height over width of a pixel.
    """
    along_x, along_y = end[0] - start[0], (end[1] - start[1]) * aspect
    length = along_x * along_x + along_y * along_y
    if length == 0:
        return start
    share = ((point[0] - start[0]) * along_x + (point[1] - start[1]) * aspect * along_y) / length
    return start[0] + share * along_x, start[1] + share * along_y / aspect


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2

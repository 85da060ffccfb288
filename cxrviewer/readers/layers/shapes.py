"""Annotations as the graphic types of DICOM (PS3.3 C.10.5.2 and C.18.6.1.2), there and back."""

import math
from dataclasses import dataclass
from enum import StrEnum

from cxrviewer.study import Annotation, Kind, Point

Points = tuple[Point, ...]


class GraphicType(StrEnum):
    """Graphic Type (0070,0023)."""

    POINT = "POINT"
    MULTIPOINT = "MULTIPOINT"
    POLYLINE = "POLYLINE"
    INTERPOLATED = "INTERPOLATED"
    CIRCLE = "CIRCLE"  # centre, a point on it
    ELLIPSE = "ELLIPSE"  # two ends of the major axis, two ends of the minor one


@dataclass(frozen=True, slots=True)
class Shape:
    """One graphic.

    Attributes
    ----------
    type
        How the points are joined.
    points
        x and y, the top left pixel covering 0 to 1.
    filled
        Whether its inside is painted, so that it is closed even if its ends do not meet.
    """

    type: GraphicType
    points: Points
    filled: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether a line encloses an area."""
        return len(self.points) > 2 and (self.filled or self.points[0] == self.points[-1])


def has_minor_axis_first(annotation: Annotation) -> bool:
    """Return whether an ellipse's points must change places, because DICOM wants the major axis first."""
    if annotation.kind is not Kind.ELLIPSE:
        return False
    first, second, third, fourth = annotation.points
    return math.dist(first, second) < math.dist(third, fourth)


def shapes_of(annotation: Annotation) -> tuple[Shape, ...]:
    """Return what is drawn of an annotation: nothing of a text, two lines of a Cobb angle, ...

    `points_of` turns them back.
    """
    points = annotation.points
    match annotation.kind:
        case Kind.TEXT:
            shapes: tuple[Shape, ...] = ()
        case Kind.POINT:
            shapes = (Shape(GraphicType.POINT, points),)
        case Kind.COBB | Kind.CARDIOTHORACIC:
            shapes = tuple(_line(*points[start : start + 2]) for start in range(0, len(points), 2))
        case Kind.RECTANGLE:
            shapes = (_line(*_corners(*points)),)
        case Kind.POLYGON | Kind.FREEHAND:
            shapes = (_line(*points, points[0]),)
        case Kind.ELLIPSE:
            major_first = points[2:] + points[:2] if has_minor_axis_first(annotation) else points
            shapes = (Shape(GraphicType.ELLIPSE, major_first),)
        case _:
            shapes = (_line(*points),)
    return shapes


def points_of(kind: Kind, shapes: tuple[Shape, ...], *, minor_axis_first: bool = False) -> Points:
    """Return the points of an annotation of a kind that `shapes_of` was drawn as; no text.

    Raises
    ------
    ValueError
        If the shapes are not those of this kind.
    """
    wanted = {Kind.COBB: 2, Kind.CARDIOTHORACIC: 3}.get(kind, 1)
    if len(shapes) != wanted:
        raise ValueError(f"a {kind} is not drawn as {len(shapes)} graphics")
    points = tuple(point for shape in shapes for point in shape.points)
    if kind is Kind.RECTANGLE and points == _corners(points[0], points[2 % len(points)]):
        return points[0], points[2]
    if kind in (Kind.POLYGON, Kind.FREEHAND) and shapes[0].is_closed:
        return points[:-1]
    if kind in (Kind.RECTANGLE, Kind.POLYGON, Kind.FREEHAND):
        raise ValueError(f"a {kind} is drawn otherwise")
    return points[2:] + points[:2] if minor_axis_first else points


def _line(*points: Point) -> Shape:
    return Shape(GraphicType.POLYLINE, points)


def _corners(one: Point, other: Point) -> Points:
    """Return the closed outline of a rectangle."""
    return one, (other[0], one[1]), other, (one[0], other[1]), one

"""Graphics that other programs have drawn, as annotations that say the same."""

import math
from collections.abc import Callable

from cxrviewer.readers.layers.shapes import GraphicType, Points, Shape, points_of
from cxrviewer.study import Kind, Point

Drawn = tuple[Kind, Points]

MOST_POINTS = 100_000
_CURVE_STEPS = 8
_COUNTS: dict[GraphicType, tuple[int, int]] = {
    GraphicType.POINT: (1, 1),
    GraphicType.MULTIPOINT: (1, MOST_POINTS),
    GraphicType.POLYLINE: (1, MOST_POINTS),
    GraphicType.INTERPOLATED: (1, MOST_POINTS // _CURVE_STEPS),
    GraphicType.CIRCLE: (2, 2),
    GraphicType.ELLIPSE: (4, 4),
}


def shape_from(name: str, numbers: tuple[float, ...], *, filled: bool = False) -> Shape:
    """Return a graphic from Graphic Type and Graphic Data.

    Raises
    ------
    ValueError
        If there is no such graphic, in words that follow "A graphic".
    """
    if name not in set(GraphicType):
        raise ValueError(f"of the unknown type {name or 'without a name'}")
    kind = GraphicType(name)
    least, most = _COUNTS[kind]
    if len(numbers) % 2 or not least <= len(numbers) // 2 <= most:
        raise ValueError(f"of type {name} with {len(numbers)} coordinates")
    return Shape(kind, tuple(zip(numbers[::2], numbers[1::2], strict=True)), filled)


def interpreted(shape: Shape) -> tuple[Drawn, ...]:
    """Return the annotations that show a graphic: one, but of several points as many.

    A line of two points becomes a length. A longer line that encloses nothing becomes an outline that goes
    there and back, which looks the same.
    """
    return _INTERPRETERS[shape.type](shape)


def encloses_nothing(shape: Shape) -> bool:
    """Return whether a graphic is a line that no kind of annotation stands for."""
    lines = (GraphicType.POLYLINE, GraphicType.INTERPOLATED)
    return shape.type in lines and len(shape.points) > 2 and not shape.is_closed


def _points(shape: Shape) -> tuple[Drawn, ...]:
    return tuple((Kind.POINT, (point,)) for point in shape.points)


def _circle(shape: Shape) -> tuple[Drawn, ...]:
    (x, y), border = shape.points
    radius = math.dist(*shape.points)
    if border == (x, y):
        return ((Kind.POINT, ((x, y),)),)
    return ((Kind.ELLIPSE, ((x - radius, y), (x + radius, y), (x, y - radius), (x, y + radius))),)


def _ellipse(shape: Shape) -> tuple[Drawn, ...]:
    return ((Kind.ELLIPSE, shape.points),)


def _polyline(shape: Shape) -> tuple[Drawn, ...]:
    points = shape.points
    if len(points) < 3:
        return (_few(points),)
    if not shape.is_closed:
        return (_there_and_back(points),)
    try:
        return ((Kind.RECTANGLE, points_of(Kind.RECTANGLE, (shape,))),)
    except ValueError:
        corners = points[:-1] if points[0] == points[-1] else points
        return ((Kind.POLYGON, corners) if len(corners) > 2 else _few(corners),)


def _interpolated(shape: Shape) -> tuple[Drawn, ...]:
    points = shape.points
    if len(points) < 3:
        return (_few(points),)
    corners = points[:-1] if points[0] == points[-1] else points
    if shape.is_closed and len(corners) > 2:
        return ((Kind.FREEHAND, _curve((corners[-1], *corners, *corners[:2]))),)
    return (_there_and_back((*_curve((points[0], *points, points[-1])), points[-1])),)


def _few(points: Points) -> Drawn:
    """Return one point, or a line between two."""
    return (Kind.LENGTH, points) if len(set(points)) == 2 else (Kind.POINT, points[:1])


def _there_and_back(points: Points) -> Drawn:
    return Kind.FREEHAND, (*points, *points[-2:0:-1])


def _curve(points: Points) -> Points:
    """Return a Catmull-Rom spline from the second point up to, and without, the last but one.

    PS3.3 C.10.5.2 leaves the interpolation to the program; this spline goes through every point.
    """
    return tuple(
        _on_spline(points[place : place + 4], step / _CURVE_STEPS)
        for place in range(len(points) - 3)
        for step in range(_CURVE_STEPS)
    )


def _on_spline(points: Points, t: float) -> Point:
    weights = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2)
    x, y = (sum(w * point[axis] for w, point in zip(weights, points, strict=True)) / 2 for axis in (0, 1))
    return x, y


_INTERPRETERS: dict[GraphicType, Callable[[Shape], tuple[Drawn, ...]]] = {
    GraphicType.POINT: _points,
    GraphicType.MULTIPOINT: _points,
    GraphicType.POLYLINE: _polyline,
    GraphicType.INTERPOLATED: _interpolated,
    GraphicType.CIRCLE: _circle,
    GraphicType.ELLIPSE: _ellipse,
}

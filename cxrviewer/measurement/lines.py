"""Lengths and angles, in the plane in which distances are true."""

import math
from collections.abc import Sequence

import numpy as np

from cxrviewer.measurement.scale import Places, Scale
from cxrviewer.study import Point, Quantity

Findings = tuple[tuple[Quantity, ...], tuple[str, ...]]
"""Quantities and notices."""

NO_DIRECTION = "A line without length has no direction: move one of its ends."


def measure_length(points: Sequence[Point], scale: Scale) -> Findings:
    """Return the distance of two points, in the scale's unit."""
    begin, end = scale.places(points)
    return (Quantity("length", float(np.hypot(*(end - begin))), scale.unit),), ()


def measure_angle(points: Sequence[Point], scale: Scale) -> Findings:
    """Return the angle at the middle one of three points, 0 to 180 degrees."""
    end, vertex, other = scale.places(points)
    angle = angle_between(end - vertex, other - vertex)
    return _in_degrees("angle", angle, ())


def measure_cobb(points: Sequence[Point], scale: Scale) -> Findings:
    """Return the angle between two lines, each given by two points.

    It is that of the lines themselves, which equals that of their perpendiculars (Cobb JR, Outline for the
    study of scoliosis, Instructional Course Lectures AAOS 1948; 5:261-275). Two lines have an acute and an
    obtuse angle; the acute one is given, 0 to 90 degrees, in whatever direction the lines were drawn. Where
    the lines converge so steeply towards the line through their middles that they may be the endplates of a
    curve of more than 90 degrees, a notice gives the obtuse one.
    """
    first, second, third, fourth = scale.places(points)
    one, other, axis = second - first, fourth - third, third + fourth - first - second
    angle = angle_between(one, other)
    if angle is None:
        return _in_degrees("Cobb angle", None, ())
    acute = min(angle, 180 - angle)
    sides = _cross(axis, one) * _cross(axis, other)
    is_beyond = sides * float(one @ other) < 0  # pointing to the same side of the axis, they point apart
    notices = (f"If the curve exceeds 90°, its Cobb angle is {180 - acute:.1f}°.",) if is_beyond else ()
    return _in_degrees("Cobb angle", acute, notices)


def angle_between(one: Places, other: Places) -> float | None:
    """Return the angle between two vectors, 0 to 180 degrees; None if one has no length."""
    if not (one.any() and other.any()):
        return None
    return math.degrees(math.atan2(abs(_cross(one, other)), float(one @ other)))


def _cross(one: Places, other: Places) -> float:
    return float(one[0] * other[1] - one[1] * other[0])


def _in_degrees(name: str, angle: float | None, notices: tuple[str, ...]) -> Findings:
    return ((), (NO_DIRECTION,)) if angle is None else ((Quantity(name, angle, "deg"),), notices)

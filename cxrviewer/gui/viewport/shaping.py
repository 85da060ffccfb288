"""How the hand's points become those of an annotation, and move: pure geometry in image coordinates."""

import math

from cxrviewer.display.tracing import Line, rectangle_corners
from cxrviewer.study import Kind, Point

Size = tuple[int, int]
STEP = math.pi / 4
MIDLINE_BEYOND = 0.35


def clamped(point: Point, size: Size) -> Point:
    """Return the nearest point of a film of so many columns and rows."""
    return min(max(point[0], 0.0), float(size[0])), min(max(point[1], 0.0), float(size[1]))


def in_steps(point: Point, anchor: Point, aspect: float, size: Size) -> Point:
    """Return the point in the nearest direction of eight as seen from `anchor`, on the film.

    Parameters
    ----------
    point, anchor
        In image coordinates; the anchor is on the film.
    aspect
        Height over width of a pixel.
    size
        Columns and rows of the film.
    """
    across, down = point[0] - anchor[0], (point[1] - anchor[1]) * aspect
    angle = round(math.atan2(down, across) / STEP) * STEP
    length = across * math.cos(angle) + down * math.sin(angle)
    return _along(anchor, (length * math.cos(angle), length * math.sin(angle) / aspect), size)


def equal_sided(point: Point, anchor: Point, aspect: float, size: Size) -> Point:
    """Return the point that makes a square on the patient with `anchor`, on the film."""
    across, down = point[0] - anchor[0], (point[1] - anchor[1]) * aspect
    side = max(abs(across), abs(down))
    return _along(anchor, (math.copysign(side, across), math.copysign(side, down) / aspect), size)


def _along(anchor: Point, way: Point, size: Size) -> Point:
    """Go from a point of the film, no further than its edge."""
    shares = [1.0]
    for start, step, end in zip(anchor, way, size, strict=True):
        room = end - start if step > 0 else start
        if abs(step) > room:
            shares.append(room / abs(step))
    share = max(min(shares), 0.0)
    return clamped((anchor[0] + share * way[0], anchor[1] + share * way[1]), size)


def ellipse_in_box(corners: Line) -> Line:
    """Return the ends of the axes of the ellipse in a box: left, right, top, bottom."""
    (x0, y0), (x1, y1) = corners
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    return (x0, middle_y), (x1, middle_y), (middle_x, y0), (middle_x, y1)


def cardiothoracic(strokes: Line, aspect: float, size: Size, *, right_is_left: bool = True) -> Line:
    """Return the points of a cardiothoracic ratio drawn as two strokes.

    Parameters
    ----------
    strokes
        Two ends of the heart, then two ends of the thorax, in whatever order.
    aspect
        Height over width of a pixel.
    size
        Columns and rows of the film, which the midline does not leave.
    right_is_left
        Whether the patient's right has the smaller x.

    Returns
    -------
    Line
        As `Kind.CARDIOTHORACIC` has them; the midline goes through the middle of the thorax, but never
        beside the heart, at right angles to the thorax.
    """
    heart = sorted(strokes[:2], reverse=not right_is_left)
    thorax = sorted(strokes[2:], reverse=not right_is_left)
    across, down = thorax[1][0] - thorax[0][0], (thorax[1][1] - thorax[0][1]) * aspect
    width = math.hypot(across, down) or 1.0
    unit = across / width, down / width
    positions = [_position(point, unit, aspect) for point in (*heart, *thorax)]
    at = min(max((positions[2] + positions[3]) / 2, min(positions[:2])), max(positions[:2]))
    levels = [-point[0] * unit[1] + point[1] * aspect * unit[0] for point in strokes]
    sign = 1.0 if right_is_left else -1.0  # the normal of a thorax drawn from right to left points down
    top, bottom = min(sign * level for level in levels), max(sign * level for level in levels)
    middle = clamped(_at(at, sign * (top + bottom) / 2, unit, aspect), size)
    reach = sign * ((bottom - top) / 2 + MIDLINE_BEYOND * width)
    midline = [_along(middle, _at(0.0, beside, unit, aspect), size) for beside in (-reach, reach)]
    return (*midline, *heart, *thorax)


def _position(point: Point, unit: Point, aspect: float) -> float:
    return point[0] * unit[0] + point[1] * aspect * unit[1]


def _at(along: float, beside: float, unit: Point, aspect: float) -> Point:
    return along * unit[0] - beside * unit[1], (along * unit[1] + beside * unit[0]) / aspect


def handles(kind: Kind, points: Line) -> Line:
    """Return where the hand can take hold of an annotation to change its shape."""
    if kind is Kind.RECTANGLE:
        return rectangle_corners(points)
    return () if kind in {Kind.TEXT, Kind.POINT} else points


def with_handle_at(kind: Kind, points: Line, number: int, to: Point) -> Line:
    """Return the points with one handle moved.

    Parameters
    ----------
    kind, points
        As in `Annotation`.
    number
        Which of `handles`.
    to
        Where it is moved.
    """
    if kind is Kind.RECTANGLE:
        return to, rectangle_corners(points)[(number + 2) % 4]
    if kind is Kind.ELLIPSE:
        return _axis_moved(points, number, to)
    return (*points[:number], to, *points[number + 1 :])


def anchor_of(kind: Kind, points: Line, number: int) -> Point | None:
    """Return the point that directions are counted from while a handle is moved; None where there is none."""
    if kind is Kind.RECTANGLE:
        return rectangle_corners(points)[(number + 2) % 4]
    if kind is Kind.ANGLE:
        return points[1] if number != 1 else points[0]
    if kind in {Kind.POLYGON, Kind.FREEHAND}:
        return points[number - 1]
    if kind is Kind.ELLIPSE:
        return None
    return points[number ^ 1]


def _axis_moved(points: Line, number: int, to: Point) -> Line:
    """Move one end of an ellipse's axis along the axis; the other end stays, the other axis is centred."""
    fixed, end = points[number ^ 1], points[number]
    along = end[0] - fixed[0], end[1] - fixed[1]
    length = math.hypot(*along)
    if length == 0:
        return points
    reach = ((to[0] - fixed[0]) * along[0] + (to[1] - fixed[1]) * along[1]) / length
    reach = max(reach, 1.0)
    moved = fixed[0] + along[0] / length * reach, fixed[1] + along[1] / length * reach
    shift = (moved[0] - end[0]) / 2, (moved[1] - end[1]) / 2
    result = [(x + shift[0], y + shift[1]) for x, y in points]
    result[number ^ 1], result[number] = fixed, moved
    return tuple(result)


def shifted(points: Line, shift: Point, size: Size) -> Line:
    """Return the points moved together; what is on the film stays on it."""
    across, down = (_kept_on([point[axis] for point in points], shift[axis], size[axis]) for axis in (0, 1))
    return tuple((x + across, y + down) for x, y in points)


def _kept_on(values: list[float], shift: float, end: float) -> float:
    """Return as much of a shift as leaves values between 0 and `end`; what lies beside may come nearer."""
    low, high = min(0.0, -min(values)), max(0.0, end - max(values))
    return min(max(shift, low), high)

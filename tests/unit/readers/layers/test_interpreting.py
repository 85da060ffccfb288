"""Graphics of other programs as annotations."""

import math

import pytest

from cxrviewer.readers.layers.interpreting import encloses_nothing, interpreted, shape_from
from cxrviewer.study import Annotation, Kind

SQUARE = (1.0, 1.0, 5.0, 1.0, 5.0, 4.0, 1.0, 4.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("name", "numbers", "filled", "expected"),
    [
        ("POINT", (3, 4), False, (Kind.POINT, ((3, 4),))),
        ("POLYLINE", (3, 4), False, (Kind.POINT, ((3, 4),))),
        ("POLYLINE", (3, 4, 3, 4), False, (Kind.POINT, ((3, 4),))),
        ("POLYLINE", (1, 2, 3, 4), False, (Kind.LENGTH, ((1, 2), (3, 4)))),
        ("POLYLINE", SQUARE, False, (Kind.RECTANGLE, ((1, 1), (5, 4)))),
        ("POLYLINE", SQUARE[:-2], True, (Kind.POLYGON, ((1, 1), (5, 1), (5, 4), (1, 4)))),
        ("POLYLINE", (1, 1, 5, 2, 3, 6, 1, 1), False, (Kind.POLYGON, ((1, 1), (5, 2), (3, 6)))),
        ("POLYLINE", (1, 1, 5, 2, 1, 1), False, (Kind.LENGTH, ((1, 1), (5, 2)))),
        ("ELLIPSE", (0, 5, 10, 5, 5, 2, 5, 8), False, (Kind.ELLIPSE, ((0, 5), (10, 5), (5, 2), (5, 8)))),
        ("CIRCLE", (5, 5, 8, 9), False, (Kind.ELLIPSE, ((0, 5), (10, 5), (5, 0), (5, 10)))),
        ("CIRCLE", (5, 5, 5, 5), False, (Kind.POINT, ((5, 5),))),
    ],
)
def test_a_graphic_becomes_one_annotation(
    name: str, numbers: tuple[float, ...], filled: bool, expected: object
) -> None:
    assert interpreted(shape_from(name, numbers, filled=filled)) == (expected,)


def test_several_points_become_as_many() -> None:
    assert [points for _, points in interpreted(shape_from("MULTIPOINT", (1, 2, 3, 4)))] == [
        ((1, 2),),
        ((3, 4),),
    ]


def test_an_open_line_goes_there_and_back() -> None:
    shape = shape_from("POLYLINE", (0, 0, 4, 0, 4, 3))
    assert encloses_nothing(shape)
    assert interpreted(shape) == ((Kind.FREEHAND, ((0, 0), (4, 0), (4, 3), (4, 0))),)


def test_a_closed_curve_goes_through_its_points_and_is_round() -> None:
    corners = [(math.cos(turn), math.sin(turn)) for turn in (0, math.pi / 2, math.pi, 3 * math.pi / 2)]
    numbers = tuple(number for corner in (*corners, corners[0]) for number in corner)
    ((kind, points),) = interpreted(shape_from("INTERPOLATED", numbers))
    assert kind is Kind.FREEHAND
    assert set(corners) <= set(points)
    assert len(points) == 32
    assert all(0.85 < math.hypot(*point) < 1.05 for point in points)


def test_an_open_curve_keeps_its_ends() -> None:
    shape = shape_from("INTERPOLATED", (0, 0, 1, 1, 2, 0, 3, 1))
    ((kind, points),) = interpreted(shape)
    assert encloses_nothing(shape)
    assert (kind, points[0]) == (Kind.FREEHAND, (0, 0))
    assert (3, 1) in points
    assert Annotation(kind, points).is_region


@pytest.mark.parametrize(
    ("name", "count"), [("", 4), ("SPLINE", 4), ("POINT", 4), ("CIRCLE", 2), ("ELLIPSE", 6), ("POLYLINE", 3)]
)
def test_what_is_no_graphic_is_refused(name: str, count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} coordinates|unknown type"):
        shape_from(name, (1.0,) * count)

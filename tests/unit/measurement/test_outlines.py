"""Which pixels an outline holds, how large it is and how long its line."""

from itertools import pairwise
from math import cos, pi, radians, sin, sqrt

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.special import ellipe
from skimage.draw import polygon2mask

from cxrviewer.measurement import Scale, outline_of, region_mask
from cxrviewer.measurement.even_odd import TooIntricateError, even_odd_area
from cxrviewer.measurement.outlines import Polygon
from cxrviewer.study import Annotation, Kind, Point

ROWS, COLUMNS = 40, 50
PIXELS = Scale(1.0, 1.0, "px", None)
Mask = npt.NDArray[np.bool_]

# Off the pixel centres, and off each other's rows and columns, where two rules of the edge may differ
ordinates = st.integers(-40, 90).map(lambda value: value + 0.137 + value % 7 * 0.031)
corners = st.lists(st.tuples(ordinates, ordinates), min_size=3, max_size=12)


def filled(kind: Kind, *points: Point, rows: int = ROWS, columns: int = COLUMNS) -> Mask:
    """Return the region as a mask of the whole image."""
    mask = region_mask(outline_of(Annotation(kind, points)), rows, columns)
    whole = np.zeros((rows, columns), np.bool_)
    whole[mask.box] = mask.inside
    return whole


def area(kind: Kind, *points: Point) -> float:
    return outline_of(Annotation(kind, points)).area_px().value


def perimeter(kind: Kind, *points: Point, scale: Scale = PIXELS) -> float:
    return outline_of(Annotation(kind, points)).perimeter(scale)


def parity(points: list[Point], x: float, y: float) -> bool:
    """Count the edges that a ray to the right crosses, one after the other."""
    inside = False
    for edge in pairwise([*points, points[0]]):
        (x0, y0), (x1, y1) = sorted(edge)
        if (y0 <= y) != (y1 <= y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            inside = not inside
    return inside


@settings(max_examples=40, deadline=None)
@given(corners)
def test_polygon_holds_the_centres_that_a_ray_finds_inside(points: list[Point]) -> None:
    expected = [[parity(points, c + 0.5, r + 0.5) for c in range(25)] for r in range(20)]
    np.testing.assert_array_equal(filled(Kind.POLYGON, *points, rows=20, columns=25), expected)


def test_polygon_as_scikit_image_fills_it() -> None:
    points = [(3.2, 4.1), (44.7, 9.3), (30.1, 20.2), (41.9, 37.6), (8.3, 30.9)]
    expected = polygon2mask((ROWS, COLUMNS), [(y - 0.5, x - 0.5) for x, y in points])
    np.testing.assert_array_equal(filled(Kind.FREEHAND, *points), expected)


@pytest.mark.parametrize("turned", [False, True])
def test_rectangle_holds_the_pixels_whose_centres_it_covers(turned: bool) -> None:
    expected = np.zeros((ROWS, COLUMNS), np.bool_)
    expected[3:8, 10:21] = True
    ends = [(10.4, 2.6), (21.4, 8.4)]
    np.testing.assert_array_equal(filled(Kind.RECTANGLE, *(ends[::-1] if turned else ends)), expected)


def test_centre_on_the_edge_belongs_to_one_of_two_neighbours() -> None:
    left, right = filled(Kind.RECTANGLE, (0, 0), (7.5, 40)), filled(Kind.RECTANGLE, (7.5, 0), (50, 40))
    upper, lower = filled(Kind.RECTANGLE, (0, 0), (50, 9.5)), filled(Kind.RECTANGLE, (0, 9.5), (50, 40))
    for one, other in ((left, right), (upper, lower)):
        assert (one ^ other).all()
    assert left.sum() == 7 * ROWS
    assert upper.sum() == 9 * COLUMNS


@settings(deadline=None)
@given(st.floats(-20, 70), st.floats(-20, 60), st.floats(0.3, 40), st.floats(0.3, 40), st.floats(0, 180))
@example(25.5, 20.5, 6.0, 6.0, 0.0)
def test_ellipse_holds_the_centres_inside_its_equation(
    x: float, y: float, a: float, b: float, tilt: float
) -> None:
    c, s = cos(radians(tilt)), sin(radians(tilt))
    ends = ((x - a * c, y - a * s), (x + a * c, y + a * s), (x + b * s, y - b * c), (x - b * s, y + b * c))
    down, right = np.mgrid[:ROWS, :COLUMNS] + 0.5
    u, v = (right - x) * c + (down - y) * s, -(right - x) * s + (down - y) * c
    equation = (u / a) ** 2 + (v / b) ** 2
    found = filled(Kind.ELLIPSE, *ends)
    assert found[equation < 1 - 1e-9].all()
    assert not found[equation > 1 + 1e-9].any()


def test_bow_tie_leaves_out_nothing_and_a_double_loop_its_inside() -> None:
    bow_tie = ((0, 0), (20, 20), (20, 0), (0, 20))
    assert area(Kind.FREEHAND, *bow_tie) == pytest.approx(200)  # not 0, as the signed sum would be
    twice = ((0, 0), (30, 0), (30, 30), (0, 30), (0, 0.001), (20, 0.001), (20, 20), (0.001, 20))
    assert area(Kind.FREEHAND, *twice) == pytest.approx(30 * 30 - 20 * 20, abs=0.2)
    assert outline_of(Annotation(Kind.FREEHAND, bow_tie)).area_px().crosses_itself
    assert filled(Kind.FREEHAND, *bow_tie).sum() == pytest.approx(200, abs=20)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([(0, 0), (10, 0), (0, 10)], 50.0),
        ([(0, 0), (0, 10), (10, 0)], 50.0),
        ([(0, 0), (10, 0), (10, 10), (0, 10)], 100.0),
        ([(1, 1), (1, 1), (1, 1)], 0.0),
        ([(0, 0), (5, 5), (9, 9)], 0.0),
        ([(3, 0), (3, 5), (3, 2)], 0.0),
        ([(0, 0), (10, 0), (10, 10), (5, 1), (0, 10)], 55.0),
    ],
)
def test_area_of_simple_polygons(points: list[Point], expected: float) -> None:
    found = even_odd_area(np.array(points, float))
    assert found.value == pytest.approx(expected)
    assert not found.crosses_itself


def test_area_of_a_pentagram_by_the_even_odd_rule() -> None:
    star = [(sin(4 * pi * k / 5), cos(4 * pi * k / 5)) for k in range(5)]
    golden = (1 + sqrt(5)) / 2
    inner = 5 / 2 * sin(2 * pi / 5) / golden**4  # the pentagon in the middle, which is gone around twice
    points = 5 * sin(pi / 5) / golden**2 - inner  # ten triangles from the centre, less the pentagon
    found = even_odd_area(np.array(star))
    assert found.value == pytest.approx(points)
    assert found.crosses_itself


@settings(max_examples=60, deadline=None)
@given(corners)
def test_area_is_what_fine_pixels_count(points: list[Point]) -> None:
    fine = 8
    moved = [((x + 41) * fine, (y + 41) * fine) for x, y in points]
    counted = filled(Kind.POLYGON, *moved, rows=132 * fine, columns=132 * fine).sum() / fine**2
    length = perimeter(Kind.POLYGON, *points)
    assert even_odd_area(np.array(points)).value == pytest.approx(counted, abs=0.5 + 0.7 * length / fine)


def test_simple_outline_of_many_points_is_exact() -> None:
    angles = np.linspace(0, 2 * pi, 4001)[:-1]
    radius = 300 * (1 + 0.3 * np.sin(7 * angles))
    x, y = radius * np.cos(angles) + 500, radius * np.sin(angles) + 500
    found = even_odd_area(np.stack([x, y], axis=1))
    assert found.value == pytest.approx(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)
    assert not found.crosses_itself


def test_outline_that_crosses_itself_beyond_measure_is_refused() -> None:
    scribble = np.random.default_rng(0).uniform(0, 1000, (5000, 2))
    with pytest.raises(TooIntricateError):
        even_odd_area(scribble)


def test_ellipse_area_and_perimeter() -> None:
    circle = ((0, 10), (20, 10), (10, 0), (10, 20))
    assert area(Kind.ELLIPSE, *circle) == pytest.approx(100 * pi)
    assert perimeter(Kind.ELLIPSE, *circle) == pytest.approx(20 * pi)
    flat = ((0, 0), (20, 0), (10, 0), (10, 0))
    assert area(Kind.ELLIPSE, *flat) == 0
    assert perimeter(Kind.ELLIPSE, *flat) == pytest.approx(40)
    long = ((-3, 0), (3, 0), (0, -1), (0, 1))
    assert perimeter(Kind.ELLIPSE, *long) == pytest.approx(4 * 3 * ellipe(1 - 1 / 9))
    nearly_flat = ((-1, 0), (1, 0), (0, -1e-5), (0, 1e-5))
    assert perimeter(Kind.ELLIPSE, *nearly_flat) == pytest.approx(4 * ellipe(1 - 1e-10))
    h = (3 - 1) ** 2 / (3 + 1) ** 2  # Ramanujan's second approximation, good to 1e-6 here
    assert perimeter(Kind.ELLIPSE, *long) == pytest.approx(
        pi * 4 * (1 + 3 * h / (10 + sqrt(4 - 3 * h))), rel=1e-5
    )


def test_perimeter_honours_pixels_that_are_not_square() -> None:
    scale = Scale(0.1, 0.2, "mm", None)
    assert perimeter(Kind.RECTANGLE, (0, 0), (10, 5), scale=scale) == pytest.approx(4.0)
    squeezed_circle = ((0, 5), (20, 5), (10, 0), (10, 10))  # 10 columns of 0.1, 5 rows of 0.2 mm: radius 1 mm
    assert perimeter(Kind.ELLIPSE, *squeezed_circle, scale=scale) == pytest.approx(2 * pi)


@pytest.mark.parametrize("corner", [(-30, -30), (60, 10), (10, 55), (200, 300)])
def test_region_beside_the_image_holds_nothing(corner: Point) -> None:
    x, y = corner
    mask = region_mask(Polygon(np.array([(x, y), (x + 8, y), (x + 8, y + 9.0)])), ROWS, COLUMNS)
    assert mask.inside.sum() == 0
    assert mask.is_cut


def test_region_around_the_image_holds_it_all() -> None:
    assert filled(Kind.POLYGON, (-100, -100), (500, -100), (500, 500), (-100, 500)).all()
    assert filled(Kind.RECTANGLE, (0, 0), (COLUMNS, ROWS)).all()
    assert filled(Kind.RECTANGLE, (0, 0), (1, 1), rows=1, columns=1).all()
    mask = region_mask(outline_of(Annotation(Kind.RECTANGLE, ((0, 0), (COLUMNS, ROWS)))), ROWS, COLUMNS)
    assert not mask.is_cut


def test_what_is_no_region_has_no_outline() -> None:
    with pytest.raises(ValueError, match="a length is no region"):
        outline_of(Annotation(Kind.LENGTH, ((0, 0), (1, 1))))

"""Shapes from points: directions, squares, ellipses, midlines; what is on the film stays on it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxrviewer.gui.viewport.shaping import (
    cardiothoracic,
    clamped,
    ellipse_in_box,
    equal_sided,
    handles,
    in_steps,
    shifted,
    with_handle_at,
)
from cxrviewer.study import Kind

SIZE = (300, 400)
on_film = st.tuples(st.floats(0, 300), st.floats(0, 400))
anywhere = st.tuples(st.floats(-900, 900), st.floats(-900, 900))
aspects = st.sampled_from([0.5, 1.0, 2.0])


@given(anywhere)
def test_nothing_is_put_beside_the_film(point: tuple[float, float]) -> None:
    x, y = clamped(point, SIZE)
    assert 0 <= x <= 300
    assert 0 <= y <= 400


@given(anywhere, on_film, aspects)
def test_directions_are_multiples_of_45_degrees_on_the_patient(
    point: tuple[float, float], anchor: tuple[float, float], aspect: float
) -> None:
    x, y = in_steps(point, anchor, aspect, SIZE)
    across, down = abs(x - anchor[0]), abs(y - anchor[1]) * aspect
    assert 0 <= x <= 300
    assert 0 <= y <= 400
    assert min(across, down, abs(across - down)) == pytest.approx(0, abs=1e-6)


@given(anywhere, on_film, aspects)
def test_squares_are_square_on_the_patient(
    point: tuple[float, float], anchor: tuple[float, float], aspect: float
) -> None:
    x, y = equal_sided(point, anchor, aspect, SIZE)
    assert abs(x - anchor[0]) == pytest.approx(abs(y - anchor[1]) * aspect, abs=1e-6)
    assert 0 <= x <= 300
    assert 0 <= y <= 400


def test_an_ellipse_touches_its_box() -> None:
    assert ellipse_in_box(((10, 20), (30, 80))) == ((10, 50), (30, 50), (20, 20), (20, 80))


@given(st.lists(on_film, min_size=1, max_size=5), anywhere)
def test_moving_the_whole_keeps_its_shape_and_stays_on_the_film(
    points: list[tuple[float, float]], shift: tuple[float, float]
) -> None:
    moved = shifted(tuple(points), shift, SIZE)
    steps = {
        (round(b[0] - a[0], 6) + 0.0, round(b[1] - a[1], 6) + 0.0) for a, b in zip(points, moved, strict=True)
    }
    assert max(step[0] for step in steps) - min(step[0] for step in steps) < 1e-5
    assert max(step[1] for step in steps) - min(step[1] for step in steps) < 1e-5
    for x, y in moved:
        assert -1e-6 <= x <= 300 + 1e-6
        assert -1e-6 <= y <= 400 + 1e-6


@pytest.mark.parametrize("tilt", [0.0, 0.2, -0.3])
@pytest.mark.parametrize("right_is_left", [True, False])
@pytest.mark.parametrize("aspect", [1.0, 2.0])
def test_the_midline_stands_upright_on_the_thorax_between_the_sides_of_the_heart(
    *, tilt: float, right_is_left: bool, aspect: float
) -> None:
    strokes = ((160.0, 200.0), (100.0, 195.0), (40.0, 250.0), (250.0, 250.0 + 210 * tilt / aspect))
    top, bottom, *borders = cardiothoracic(strokes, aspect, SIZE, right_is_left=right_is_left)
    heart_right, heart_left, thorax_right, thorax_left = borders
    assert (heart_right[0] < heart_left[0]) is right_is_left
    assert (thorax_right[0] < thorax_left[0]) is right_is_left
    assert top[1] < bottom[1]
    along = (bottom[0] - top[0], (bottom[1] - top[1]) * aspect)
    across = (thorax_left[0] - thorax_right[0], (thorax_left[1] - thorax_right[1]) * aspect)
    assert along[0] * across[0] + along[1] * across[1] == pytest.approx(
        0, abs=1e-6 * math.hypot(*across) * 400
    )

    def side(point: tuple[float, float]) -> float:
        return along[0] * (point[1] - top[1]) * aspect - along[1] * (point[0] - top[0])

    assert side(heart_right) * side(heart_left) <= 1e-6
    assert side(thorax_right) * side(thorax_left) < 0


def test_a_corner_of_a_rectangle_moves_against_the_opposite_one() -> None:
    points = ((10.0, 20.0), (50.0, 60.0))
    assert handles(Kind.RECTANGLE, points) == ((10, 20), (50, 20), (50, 60), (10, 60))
    assert set(with_handle_at(Kind.RECTANGLE, points, 1, (70.0, 5.0))) == {(70.0, 5.0), (10.0, 60.0)}


@given(st.integers(0, 3), anywhere, st.floats(0, math.pi))
def test_axes_of_an_ellipse_stay_at_right_angles_and_halve_each_other(
    number: int, to: tuple[float, float], turn: float
) -> None:
    way, aside = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))
    points = tuple(
        (150 + sign * length * x, 200 + sign * length * y)
        for (x, y), length in ((way, 80), (aside, 30))
        for sign in (-1, 1)
    )
    a, b, c, d = moved = with_handle_at(Kind.ELLIPSE, points, number, to)
    assert moved[number ^ 1] == pytest.approx(points[number ^ 1])
    assert (a[0] + b[0], a[1] + b[1]) == pytest.approx((c[0] + d[0], c[1] + d[1]), abs=1e-6)
    dot = (b[0] - a[0]) * (d[0] - c[0]) + (b[1] - a[1]) * (d[1] - c[1])
    assert dot == pytest.approx(0, abs=1e-3)

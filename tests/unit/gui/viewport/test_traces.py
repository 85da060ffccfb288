"""What is under the hand and in sight, by the plain definition over every line."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from cxrviewer.gui.viewport.traces import Tracing, crossings
from cxrviewer.study import Annotation, Kind

TURNED = QTransform(0, 2, -1.5, 0, 400, 10)
ends = st.tuples(st.floats(0, 200), st.floats(0, 200))


def _line(a: tuple[float, float], b: tuple[float, float]) -> Annotation:
    return Annotation(Kind.LENGTH, (a, b))


def _distance(p: QPointF, a: QPointF, b: QPointF) -> float:
    """By trial of many points of the segment."""
    shares = np.linspace(0, 1, 2001)
    xs, ys = a.x() + shares * (b.x() - a.x()), a.y() + shares * (b.y() - a.y())
    return float(np.hypot(xs - p.x(), ys - p.y()).min())


@given(st.lists(st.tuples(ends, ends), min_size=1, max_size=6), ends)
def test_the_nearest_line_is_found_in_the_viewport(
    lines: list[tuple[tuple[float, float], tuple[float, float]]], at: tuple[float, float]
) -> None:
    items = tuple(_line(*line) for line in lines)
    traces = Tracing().traces(items, 1.0)
    there = TURNED.map(QPointF(*at))
    away = [_distance(there, *(TURNED.map(QPointF(*point)) for point in item.points)) for item in items]
    found = traces.nearest(there, TURNED, 1e9)
    assert found is not None
    assert away[items.index(found)] == pytest.approx(min(away), abs=0.5)
    assert traces.nearest(there, TURNED, min(away) - 1) is None


def test_of_two_lines_in_one_place_the_upper_one_is_found() -> None:
    items = (_line((0, 0), (10, 10)), _line((0, 0), (10, 10)))
    found = Tracing().traces(items, 1.0).nearest(QPointF(5, 5), QTransform(), 3)
    assert found is items[1]


def test_nothing_drawn_is_nowhere() -> None:
    traces = Tracing().traces((), 1.0)
    assert traces.nearest(QPointF(0, 0), QTransform(), 1e9) is None
    assert not len(traces.in_sight(QRectF(-1e6, -1e6, 2e6, 2e6)))


def test_in_sight_is_what_meets_the_room() -> None:
    items = (_line((0, 0), (10, 10)), _line((50, 50), (60, 90)), Annotation(Kind.POINT, ((30, 30),)))
    traces = Tracing().traces(items, 1.0)
    assert traces.in_sight(QRectF(5, 5, 30, 30)).tolist() == [0, 2]
    assert traces.in_sight(QRectF(55, 85, 5, 5)).tolist() == [1]
    assert traces.size_of(traces.in_sight(QRectF(5, 5, 30, 30))) == 2


def test_a_set_is_traced_anew_only_where_it_is_new_or_pixels_have_another_shape() -> None:
    tracing, first = Tracing(), _line((0, 0), (5, 5))
    before = tracing.traces((first,), 1.0).drawn[0]
    assert tracing.traces((first, _line((1, 1), (2, 2))), 1.0).drawn[0] is before
    assert tracing.traces((first,), 2.0).drawn[0] is not before


@given(ends, ends)
def test_crossings_of_a_box(a: tuple[float, float], b: tuple[float, float]) -> None:
    box = QRectF(60, 80, 70, 40)
    shares = np.linspace(0, 1, 4001)
    xs, ys = a[0] + shares * (b[0] - a[0]), a[1] + shares * (b[1] - a[1])
    depth = np.minimum.reduce([xs - 60, 130 - xs, ys - 80, 120 - ys]).max()
    if abs(depth) > 0.1:  # beside a grazing touch
        assert crossings(np.array([[*a, *b]]), box) == int(depth > 0)


def test_a_circle_is_hit_on_its_rim_and_not_in_its_middle() -> None:
    circle = Annotation(Kind.ELLIPSE, ((10, 50), (90, 50), (50, 10), (50, 90)))
    traces = Tracing().traces((circle,), 1.0)
    rim = QPointF(50 + 40 * math.cos(1), 50 + 40 * math.sin(1))
    assert traces.nearest(rim, QTransform(), 2) is circle
    assert traces.nearest(QPointF(50, 50), QTransform(), 20) is None

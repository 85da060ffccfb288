import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxrviewer.analysis.lung_editing import erased, nearest_lung, painted

ROWS, COLUMNS = 30, 40
places = st.tuples(st.floats(-15, COLUMNS + 15), st.floats(-15, ROWS + 15))
strokes = st.lists(places, min_size=1, max_size=4)
radii = st.floats(0.3, 14)


def distances(points: list[tuple[float, float]]) -> np.ndarray:
    """Distance of each pixel's centre from a line through points, pixel by pixel, piece by piece."""
    nearest = np.full((ROWS, COLUMNS), np.inf)
    for start, end in zip(points, [*points[1:], points[-1]], strict=True):
        a, b = np.array(start), np.array(end)
        for row in range(ROWS):
            for column in range(COLUMNS):
                p = np.array((column + 0.5, row + 0.5))
                square = float((b - a) @ (b - a))
                t = min(max(float((p - a) @ (b - a)) / square, 0), 1) if square else 0
                nearest[row, column] = min(nearest[row, column], np.hypot(*(p - a - t * (b - a))))
    return nearest


@given(strokes, radii)
@settings(max_examples=40, deadline=None)
def test_what_is_no_farther_than_the_radius_is_painted(
    points: list[tuple[float, float]], radius: float
) -> None:
    patch = painted(np.zeros((ROWS, COLUMNS), np.uint8), points, radius, 2)
    got = patch.on(np.zeros((ROWS, COLUMNS), np.uint8)) == 2
    away = distances(points) - radius
    assert not got[away > 1e-6].any()
    assert got[away < -1e-6].all()


@given(strokes, radii)
@settings(max_examples=60, deadline=None)
def test_the_box_is_no_larger_than_the_stroke(points: list[tuple[float, float]], radius: float) -> None:
    rows, columns = painted(np.zeros((ROWS, COLUMNS), np.uint8), points, radius, 1).box
    assert 0 <= rows.start <= rows.stop <= ROWS
    assert 0 <= columns.start <= columns.stop <= COLUMNS
    heights = [y for _x, y in points]
    assert rows.stop - rows.start <= max(heights) - min(heights) + 2 * radius + 2


@pytest.mark.parametrize(
    ("points", "count"),
    [
        ([(5.5, 5.5)], 5),  # a plus: the radius reaches the centres of the four neighbours
        ([(5.5, 5.5), (9.5, 5.5)], 5 + 4 * 3),
        ([(5.5, 9.5), (5.5, 5.5)], 5 + 4 * 3),
        ([(-20.0, 5.0)], 0),
        ([(20.0, 400.0)], 0),
    ],
)
def test_a_stroke_of_one_pixel_of_radius_counted_by_hand(
    points: list[tuple[float, float]], count: int
) -> None:
    labels = np.zeros((ROWS, COLUMNS), np.uint8)
    assert int((painted(labels, points, 1.0, 1).on(labels) == 1).sum()) == count


@given(strokes, strokes, radii)
@settings(max_examples=60, deadline=None)
def test_a_fast_hand_leaves_no_gap(
    first: list[tuple[float, float]], second: list[tuple[float, float]], radius: float
) -> None:
    """A stroke painted in pieces, as events come in, is the stroke painted at once."""
    whole = [*first, *second]
    labels = np.zeros((ROWS, COLUMNS), np.uint8)
    at_once = painted(labels, whole, radius, 1).on(labels)
    for start, end in zip(whole, [*whole[1:], whole[-1]], strict=True):
        painted(labels, [start, end], radius, 1).put_into(labels)
    assert np.array_equal(labels, at_once)


def test_painting_takes_from_the_other_lung_and_leaves_the_given_labels(lungs: np.ndarray) -> None:
    before = lungs.copy()
    row, column = np.argwhere(lungs == 2)[len(np.argwhere(lungs == 2)) // 2]
    edited = painted(lungs, [(column + 0.5, row + 0.5)], 2.0, 1).on(lungs)
    assert edited[row, column] == 1
    assert np.array_equal(lungs, before)
    assert int((edited != lungs).sum()) == int((edited == 1).sum() - (lungs == 1).sum()) > 0


@given(strokes, radii, st.sampled_from([1, 2]))
@settings(max_examples=60, deadline=None)
def test_erasing_what_was_painted_beside_the_lungs_gives_the_old_mask_back(
    points: list[tuple[float, float]], radius: float, lung: int
) -> None:
    labels = np.zeros((ROWS, COLUMNS), np.uint8)
    labels[5:20, 3:12], labels[6:22, 20:35] = 1, 2
    stroke = painted(labels, points, radius, lung).on(labels)
    rubbed = erased(stroke, points, radius).on(stroke)
    under = painted(np.zeros_like(labels), points, radius, 1).on(np.zeros_like(labels)) > 0
    assert np.array_equal(rubbed, np.where(under, 0, labels))


def test_the_eraser_of_one_lung_spares_the_other() -> None:
    labels = np.ones((ROWS, COLUMNS), np.uint8)
    labels[:, 20:] = 2
    edited = erased(labels, [(20.0, 15.0)], 6.0, lung=1).on(labels)
    assert (edited[:, 20:] == 2).all()
    assert (edited[13:17, 16:20] == 0).all()


@pytest.mark.parametrize("radius", [0.0, -1.0, float("nan")])
def test_a_radius_that_is_none_is_refused(radius: float, lungs: np.ndarray) -> None:
    with pytest.raises(ValueError, match="a radius above 0"):
        painted(lungs, [(1.0, 1.0)], radius, 1)


def test_a_stroke_without_points_and_a_label_that_is_no_lung_are_refused(lungs: np.ndarray) -> None:
    with pytest.raises(ValueError, match="needs a point"):
        erased(lungs, [], 2.0)
    with pytest.raises(ValueError, match="no lung has the label 3"):
        painted(lungs, [(1.0, 1.0)], 2.0, 3)


@pytest.mark.parametrize(
    ("point", "lung"), [((3.0, 3.0), 1), ((39.9, 3.0), 2), ((19.0, 10.0), 1), ((-50.0, 5.0), 1)]
)
def test_the_lung_nearest_to_a_point(point: tuple[float, float], lung: int) -> None:
    labels = np.zeros((ROWS, COLUMNS), np.uint8)
    labels[:, :9], labels[:, 32:] = 1, 2
    assert nearest_lung(labels, point) == lung


def test_without_lungs_the_patients_right_is_at_the_left_of_the_film() -> None:
    labels = np.zeros((ROWS, COLUMNS), np.uint8)
    assert [nearest_lung(labels, (x, 4.0)) for x in (2.0, 38.0)] == [1, 2]


@pytest.mark.parametrize(("x", "lung"), [(2.0, 1), (19.0, 1), (21.0, 2), (38.0, 2)])
def test_the_lung_that_is_not_there_yet_is_begun_on_the_other_half(x: float, lung: int) -> None:
    labels = np.zeros((ROWS, COLUMNS), np.uint8)
    labels[4:20, 5:12] = 1
    assert nearest_lung(labels, (x, 25.0)) == lung


def test_on_a_mirrored_film_the_other_lung_is_begun_on_the_other_half() -> None:
    labels = np.zeros((ROWS, COLUMNS), np.uint8)
    labels[4:20, 25:36] = 1
    assert [nearest_lung(labels, (x, 25.0)) for x in (30.0, 8.0)] == [1, 2]

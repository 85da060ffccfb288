import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.morphology import closing, disk, opening

from cxrviewer.analysis.lung_editing import largest_parts, painted, smoothed, smoothed_along, smoothing_radius

SIDE = 40


@st.composite
def masks(draw: st.DrawFn) -> np.ndarray:
    """Two ragged lungs of random blocks, close to each other or not."""
    labels = np.zeros((SIDE, SIDE), np.uint8)
    for _block in range(draw(st.integers(0, 9))):
        top, left = draw(st.integers(0, SIDE - 1)), draw(st.integers(0, SIDE - 1))
        height, width = draw(st.integers(1, 20)), draw(st.integers(1, 20))
        labels[top : top + height, left : left + width] = draw(st.integers(0, 2))
    return labels


def truth(labels: np.ndarray, radius: int) -> np.ndarray:
    """Opening and closing by scikit-image's disc, the film's edge repeated far beyond it."""
    far = 6 * radius
    wanted = []
    for lung in (1, 2):
        region = np.pad(labels == lung, far, mode="edge")
        smooth = closing(opening(region, disk(radius)), disk(radius))
        wanted.append(smooth[far:-far, far:-far])
    edited = np.zeros_like(labels)
    edited[wanted[0] & ~(wanted[1] & (labels == 0)) & (labels != 2)] = 1
    edited[wanted[1] & ~(wanted[0] & (labels == 0)) & (labels != 1)] = 2
    return edited


@given(masks(), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_each_lung_is_opened_and_closed_by_a_disc(labels: np.ndarray, radius: int) -> None:
    assert np.array_equal(smoothed(labels, radius).on(labels), truth(labels, radius))


@given(masks(), st.floats(0.5, 6))
@settings(max_examples=60, deadline=None)
def test_no_lung_takes_a_pixel_of_the_other(labels: np.ndarray, radius: float) -> None:
    edited = smoothed(labels, radius).on(labels)
    assert not ((labels == 1) & (edited == 2)).any()
    assert not ((labels == 2) & (edited == 1)).any()


@given(masks(), st.integers(1, 4), st.sampled_from([1, 2]))
@settings(max_examples=60, deadline=None)
def test_a_smooth_lung_alone_stays_as_it_is(labels: np.ndarray, radius: int, lung: int) -> None:
    alone = np.pad(np.where(labels == lung, labels, 0), 3 * radius + 1).astype(np.uint8)
    once = smoothed(alone, radius).on(alone)
    assert np.array_equal(smoothed(once, radius).on(once), once)


@given(masks(), st.floats(0.5, 4), st.lists(st.tuples(st.floats(0, SIDE), st.floats(0, SIDE)), min_size=1))
@settings(max_examples=60, deadline=None)
def test_under_a_stroke_it_is_as_smooth_as_the_whole(
    labels: np.ndarray, radius: float, points: list[tuple[float, float]]
) -> None:
    patch = smoothed_along(labels, points[:3], 5.0, radius)
    whole, edited = smoothed(labels, radius).on(labels), patch.on(labels)
    nothing = np.zeros_like(labels)
    under = painted(nothing, points[:3], 5.0, 1).on(nothing) == 1
    assert np.array_equal(edited, np.where(under, whole, labels))


def test_under_a_brush_over_everything_all_is_smooth(lungs: np.ndarray) -> None:
    lungs = lungs.copy()
    lungs[::7, ::5] = 0
    assert smoothed_along(lungs, [(40.0, 36.0)], 200.0, 2.0).changes(lungs)
    whole = smoothed(lungs, 2.0).on(lungs)
    assert np.array_equal(smoothed_along(lungs, [(40.0, 36.0)], 200.0, 2.0).on(lungs), whole)


def test_notches_and_spikes_go_and_the_lung_stays(lungs: np.ndarray) -> None:
    rough = lungs.copy()
    row = int(np.argwhere(lungs == 1)[:, 0].mean())
    right_edge = int(np.flatnonzero(lungs[row] == 1).max())
    rough[row, right_edge : right_edge + 6] = 1
    rough[row + 5, right_edge - 6 : right_edge + 1] = 0
    edited = smoothed(rough, 2.0).on(rough)
    assert not edited[row, right_edge + 3 : right_edge + 6].any()
    assert (edited[row + 5, right_edge - 6 : right_edge - 2] == 1).all()
    assert int((edited != lungs).sum()) < 0.02 * int((lungs > 0).sum())
    assert not largest_parts(edited).changes(edited)


@pytest.mark.parametrize(("shape", "radius"), [((4280, 3520), 17), ((319, 336), 2), ((1024, 1500), 6)])
def test_the_radius_grows_with_the_film(shape: tuple[int, int], radius: float) -> None:
    assert smoothing_radius(shape) == radius


def test_a_radius_that_is_none_is_refused(lungs: np.ndarray) -> None:
    with pytest.raises(ValueError, match="radius above 0"):
        smoothed(lungs, 0)

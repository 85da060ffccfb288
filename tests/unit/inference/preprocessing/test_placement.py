import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cxrviewer.inference.preprocessing import Box, Geometry, Placement, place

SIDES = st.integers(33, 400)
GRIDS = st.integers(32, 160)


def centre_of_mass(picture: np.ndarray) -> tuple[float, float]:
    """Return row and column, in coordinates in which the first pixel covers 0 to 1."""
    rows, columns = np.indices(picture.shape)
    weights = picture / picture.sum()
    return float(((rows + 0.5) * weights).sum()), float(((columns + 0.5) * weights).sum())


@settings(max_examples=60, deadline=None)
@given(
    film=st.tuples(SIDES, SIDES),
    grid=st.tuples(GRIDS, GRIDS),
    geometry=st.sampled_from(Geometry),
    at=st.tuples(st.floats(0.2, 0.8), st.floats(0.2, 0.8)),
)
def test_a_mark_on_the_film_comes_back_to_its_place(
    film: tuple[int, int], grid: tuple[int, int], geometry: Geometry, at: tuple[float, float]
) -> None:
    placement = place(film, grid, geometry)
    assume(min(placement.height, placement.width) >= 24)  # at an edge half the mark's blur would be cut off
    # a mark large enough to fill some grid cells, a whole number of pixels wide, and inside the film
    half = [
        max(2, round(2 * side / box))
        for side, box in zip(film, (placement.height, placement.width), strict=True)
    ]
    centre = [
        int(np.clip(share * side, reach, side - reach))
        for share, side, reach in zip(at, film, half, strict=True)
    ]
    picture = np.zeros(film, np.float32)
    picture[tuple(slice(c - h, c + h) for c, h in zip(centre, half, strict=True))] = 1
    returned = placement.to_film(placement.to_grid(picture))
    assert returned.shape == film
    tolerance = [
        0.5 * max(1.0, side / box)
        for side, box in zip(film, (placement.height, placement.width), strict=True)
    ]
    found = centre_of_mass(returned)
    assert abs(found[0] - centre[0]) <= tolerance[0]
    assert abs(found[1] - centre[1]) <= tolerance[1]


@settings(max_examples=100, deadline=None)
@given(film=st.tuples(SIDES, SIDES), grid=st.tuples(GRIDS, GRIDS))
def test_letterbox_keeps_the_aspect_ratio_and_fills_one_side(
    film: tuple[int, int], grid: tuple[int, int]
) -> None:
    placement = place(film, grid, Geometry.LETTERBOX)
    assert placement.height == grid[0] or placement.width == grid[1]
    assert placement.height <= grid[0]
    assert placement.width <= grid[1]
    # each side is right to half a cell
    scale = min(grid[0] / film[0], grid[1] / film[1])
    assert abs(placement.height - film[0] * scale) <= 0.5
    assert abs(placement.width - film[1] * scale) <= 0.5
    # the margins on both sides differ by at most one cell
    assert 0 <= grid[0] - placement.height - 2 * placement.top <= 1
    assert 0 <= grid[1] - placement.width - 2 * placement.left <= 1


@settings(max_examples=60, deadline=None)
@given(film=st.tuples(SIDES, SIDES), grid=st.tuples(GRIDS, GRIDS), geometry=st.sampled_from(Geometry))
def test_the_box_within_the_extent_is_the_film(
    film: tuple[int, int], grid: tuple[int, int], geometry: Geometry
) -> None:
    placement = place(film, grid, geometry)
    left, top, right, bottom = placement.extent()
    cell_x, cell_y = (right - left) / grid[1], (bottom - top) / grid[0]
    assert left + placement.left * cell_x == pytest.approx(0, abs=1e-9)
    assert top + placement.top * cell_y == pytest.approx(0, abs=1e-9)
    assert left + (placement.left + placement.width) * cell_x == pytest.approx(film[1])
    assert top + (placement.top + placement.height) * cell_y == pytest.approx(film[0])


def test_stretching_fills_the_grid() -> None:
    placement = place((100, 57), (32, 64), Geometry.STRETCH)
    assert placement == Placement(100, 57, 32, 64, 0, 0, 32, 64)
    assert placement.extent() == (0, 0, 57, 100)


def test_beside_a_letterboxed_film_the_grid_is_empty() -> None:
    placement = place((40, 20), (32, 32), Geometry.LETTERBOX)
    grid = placement.to_grid(np.full((40, 20), 0.7, np.float32))
    assert (placement.top, placement.left, placement.height, placement.width) == (0, 8, 32, 16)
    assert np.allclose(grid[:, 8:24], 0.7)
    assert not grid[:, :8].any()
    assert not grid[:, 24:].any()
    assert placement.extent() == (-10, 0, 30, 40)


def test_a_thin_film_still_gets_a_row_of_cells() -> None:
    placement = place((1, 4000), (32, 32), Geometry.LETTERBOX)
    assert placement.height == 1
    assert placement.to_grid(np.ones((1, 4000), np.float32)).sum() == 32


def test_shrinking_averages_and_does_not_skip_pixels() -> None:
    film = np.zeros((64, 64), np.float32)
    film[::2] = 1
    assert np.allclose(place((64, 64), (16, 16), Geometry.STRETCH).to_grid(film), 0.5)


def test_a_film_much_longer_than_the_grid_and_narrower_is_averaged_too() -> None:
    film = np.zeros((512, 16), np.float32)
    film[::2] = 1
    assert np.allclose(place((512, 16), (32, 32), Geometry.STRETCH).to_grid(film), 0.5)


@settings(max_examples=60, deadline=None)
@given(
    film=st.tuples(SIDES, SIDES),
    grid=st.tuples(GRIDS, GRIDS),
    geometry=st.sampled_from(Geometry),
    ends=st.tuples(*[st.tuples(st.floats(0, 0.3), st.floats(0.7, 1)) for _side in range(2)]),
)
def test_edges_of_a_crop_come_back_to_within_half_a_pixel(
    film: tuple[int, int],
    grid: tuple[int, int],
    geometry: Geometry,
    ends: tuple[tuple[float, float], tuple[float, float]],
) -> None:
    (top, bottom), (left, right) = (
        (int(first * side), int(np.ceil(last * side))) for side, (first, last) in zip(film, ends, strict=True)
    )
    crop = Box(top, left, bottom - top, right - left)
    placement = place(film, grid, geometry, crop)
    assume(min(placement.height, placement.width) >= 24)
    # a ramp is linear: what comes back names the pixel where it was, but at the blurred rim of the crop
    for axis, first, length in ((0, top, crop.height), (1, left, crop.width)):
        ramp = np.broadcast_to(
            np.arange(film[axis], dtype=np.float32)[:, None]
            if axis == 0
            else np.arange(film[1], dtype=np.float32),
            film,
        )
        returned = placement.to_film(placement.to_grid(np.ascontiguousarray(ramp)))
        rim = int(np.ceil(max(2.0, 2 * length / (placement.height, placement.width)[axis])))
        inside = [slice(top, bottom), slice(left, right)]
        inside[axis] = slice(first + rim, first + length - rim)
        assert np.abs(returned - ramp)[tuple(inside)].max(initial=0) <= 0.5
        outside = np.ones(film, bool)
        outside[crop.slices] = False
        assert not returned[outside].any()


def test_the_extent_of_a_crop_lies_where_the_crop_was() -> None:
    placement = place((100, 80), (50, 50), Geometry.STRETCH, Box(20, 10, 25, 50))
    assert placement.extent() == (10, 20, 60, 45)

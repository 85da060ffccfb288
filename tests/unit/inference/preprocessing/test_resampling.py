"""Pictures at another size, against means that are worked out cell by cell."""

import numpy as np
import numpy.typing as npt
import pytest

from cxrviewer.inference.preprocessing import resampled

Picture = npt.NDArray[np.float32]


@pytest.fixture
def grain() -> Picture:
    return np.random.default_rng(5).random((240, 360), dtype=np.float32)


def means(picture: Picture, height: int, width: int) -> npt.NDArray[np.float64]:
    """Return the mean of each cell, pixels that lie in two cells counted by their shares."""
    down, across = (_shares(*sides) for sides in zip(picture.shape, (height, width), strict=True))
    return down @ picture.astype(np.float64) @ across.T


def _shares(pixels: int, cells: int) -> npt.NDArray[np.float64]:
    edges, starts = np.arange(cells + 1) * pixels / cells, np.arange(pixels)
    inside = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    return np.clip(inside, 0, None) * cells / pixels


@pytest.mark.parametrize("size", [(60, 90), (30, 45), (20, 30), (240, 360), (120, 90), (40, 360)])
def test_whole_blocks_are_their_exact_means(grain: Picture, size: tuple[int, int]) -> None:
    assert resampled(grain, *size) == pytest.approx(means(grain, *size), abs=1e-6)


@pytest.mark.parametrize("size", [(239, 359), (150, 200), (130, 181)])
def test_pixels_between_two_cells_are_shared_where_blocks_are_too_coarse(
    grain: Picture, size: tuple[int, int]
) -> None:
    assert resampled(grain, *size) == pytest.approx(means(grain, *size), abs=1e-5)


@pytest.mark.parametrize("size", [(50, 70), (32, 32), (17, 100)])
def test_blocks_first_move_an_edge_by_less_than_half_a_cell(size: tuple[int, int]) -> None:
    steps = np.zeros((240, 360), np.float32)
    steps[101:, 155:] = 1
    difference = resampled(steps, *size) - means(steps, *size)
    assert np.abs(difference).max() < 0.5
    assert abs(difference.mean()) < 1e-3


@pytest.mark.parametrize("size", [(7, 11), (60, 1), (1, 1), (3, 700), (500, 20)])
def test_the_mean_of_all_stays(grain: Picture, size: tuple[int, int]) -> None:
    found = resampled(grain, *size)
    assert found.shape == size
    assert found.dtype == np.float32
    assert found.mean() == pytest.approx(grain.mean(), abs=0.02)

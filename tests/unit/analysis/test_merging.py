import numpy as np
import pytest

from cxrviewer.analysis.merging import merge_maps

SIDE, SHAPE = 32, (80, 100)


def merged(cams: np.ndarray, weights: np.ndarray, centres: list[list[int]]) -> np.ndarray:
    return merge_maps(cams.astype(np.float32), weights.astype(np.float32), np.array(centres), SIDE, SHAPE)


def test_one_patch_lies_around_its_centre_and_nothing_beside_it() -> None:
    maps = merged(np.ones((1, 2, 2, 2)), np.array([[0.25, 0.75]]), [[40, 24]])
    assert maps.shape == (2, 20, 25)
    assert maps[0, 6:14, 2:10] == pytest.approx(0.25)
    assert maps[1, 6:14, 2:10] == pytest.approx(0.75)
    known = np.zeros((20, 25), bool)
    known[6:14, 2:10] = True
    assert np.array_equal(~np.isnan(maps[0]), known)


def test_where_patches_overlap_their_weighted_maps_are_averaged() -> None:
    cams = np.stack([np.full((1, 4, 4), 2.0), np.full((1, 4, 4), 6.0)])
    maps = merged(cams, np.array([[0.5], [1.0]]), [[40, 40], [40, 56]])
    row = maps[0, 10]
    assert row[6:10] == pytest.approx(1.0)
    assert row[10:14] == pytest.approx((1.0 + 6.0) / 2)
    assert row[14:18] == pytest.approx(6.0)


def test_what_a_cell_shows_lies_where_the_patch_showed_it() -> None:
    cam = np.zeros((1, 1, 4, 4))
    cam[0, 0, 3, 0] = 1
    maps = np.nan_to_num(merged(cam, np.ones((1, 1)), [[40, 60]]))
    rows, columns = np.nonzero(maps[0])
    assert (rows.mean(), columns.mean()) == (12.0, 12.0)  # the last quarter of rows 6–13, the first of 11–18


def test_edges_of_the_picture_may_be_touched() -> None:
    maps = merged(np.ones((2, 1, 2, 2)), np.ones((2, 1)), [[16, 16], [64, 84]])
    assert maps[0, 0, 0] == maps[0, -1, -1] == 1

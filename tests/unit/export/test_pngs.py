"""Masks and heat maps, read back by another program than the one that wrote them."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image as Pillow

from cxrviewer.export import write_heatmap, write_mask
from cxrviewer.study import Analysis, HeatMap, ModelReference

MODEL = ModelReference("m", "1", "0" * 64, "none")


def heatmap_file(
    folder: Path,
    values: npt.NDArray[np.float32],
    extent: tuple[float, float, float, float],
    size: tuple[int, int],
) -> npt.NDArray[np.uint8]:
    path = folder / "heat.png"
    write_heatmap(path, HeatMap("covid19", values, extent, None, MODEL), *size)
    with Pillow.open(path) as picture:
        assert picture.mode == "L"
        return np.asarray(picture)


def test_mask_holds_the_labels_themselves(analysis: Analysis, tmp_path: Path) -> None:
    write_mask(tmp_path / "mask.png", analysis.lungs.labels)
    with Pillow.open(tmp_path / "mask.png") as picture:
        np.testing.assert_array_equal(np.asarray(picture), analysis.lungs.labels)


@pytest.mark.parametrize("labels", [np.full((4, 4), 3, np.uint8), np.zeros((4, 4), np.int64)])
def test_other_labels_are_refused(labels: npt.NDArray[np.uint8], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="lung mask"):
        write_mask(tmp_path / "mask.png", labels)
    assert not list(tmp_path.iterdir())


def test_values_hold_at_the_centres_of_their_cells(tmp_path: Path) -> None:
    values = np.array([[0.0, 0.2, 1.0], [0.4, 0.6, 0.8]], np.float32)
    picture = heatmap_file(tmp_path, values, (0.0, 0.0, 63.0, 22.0), (22, 63))
    assert picture.shape == (22, 63)
    np.testing.assert_array_equal(picture[5, [10, 31, 52]], [0, 51, 255])
    np.testing.assert_array_equal(picture[16, [10, 31, 52]], np.rint(255 * values[1]))


def test_between_centres_it_is_linear_and_outside_them_constant(tmp_path: Path) -> None:
    picture = heatmap_file(tmp_path, np.array([[0.0, 1.0]], np.float32), (0.0, 0.0, 200.0, 10.0), (10, 200))
    x = np.arange(200) + 0.5
    expected = np.interp(x, [50.0, 150.0], [0.0, 255.0])
    assert np.abs(picture[3] - expected).max() <= 0.5 + 1e-3
    assert (picture == picture[3]).all()


def test_scale_is_absolute(tmp_path: Path) -> None:
    picture = heatmap_file(tmp_path, np.full((3, 3), 0.1, np.float32), (0.0, 0.0, 9.0, 9.0), (9, 9))
    assert (picture == 26).all()


def test_extent_beyond_the_image_is_cut_and_within_it_is_honoured(tmp_path: Path) -> None:
    values = np.array([[0.0, 1.0]], np.float32)
    beyond = heatmap_file(tmp_path, values, (-100.0, 0.0, 100.0, 4.0), (4, 100))
    assert beyond[0, 0] == pytest.approx(127.5 + 255 * 0.5 / 100, abs=1)
    assert beyond[0, 60] == 255
    within = heatmap_file(tmp_path, np.ones((2, 2), np.float32), (10.0, 2.0, 30.0, 6.0), (8, 40))
    assert (within[2:6, 10:30] == 255).all()
    assert within.sum() == 255 * 4 * 20

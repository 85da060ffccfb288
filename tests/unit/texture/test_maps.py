"""Texture maps: every cell is what a readout of its window says."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from skimage.feature import graycomatrix, graycoprops

from cxrviewer.study import TextureMap, TextureSettings
from cxrviewer.texture import MAP_FEATURES, TextureError, measure_region, quantise, texture_map

Unit = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


def readout(unit: Unit, mask: Mask, found: TextureMap, row: int, column: int) -> float:
    """Measure the window of one cell alone; not a number with less than a quarter of its pairs."""
    side, step, how = found.window, found.step, found.settings
    place = slice(row * step, row * step + side), slice(column * step, column * step + side)
    everywhere = measure_region(unit[place], np.ones((side, side), bool), "window", how)
    try:
        inside = measure_region(unit[place], mask[place], "window", how)
    except TextureError:
        return np.nan
    return inside.features[found.feature] if inside.pairs >= everywhere.pairs / 4 else np.nan


def assert_equals_readouts(unit: Unit, mask: Mask, found: TextureMap) -> None:
    rows, columns = found.values.shape
    expected = [[readout(unit, mask, found, row, column) for column in range(columns)] for row in range(rows)]
    np.testing.assert_allclose(found.values, expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("feature", MAP_FEATURES)
@pytest.mark.parametrize(
    ("how", "window", "step"),
    [
        (TextureSettings(levels=8), 16, 4),
        (TextureSettings(levels=32, distance=3), 20, 8),
        (TextureSettings(levels=16, symmetric=False, distance=2), 13, 5),
        (TextureSettings(levels=256, angles_deg=(135,)), 9, 12),
    ],
)
def test_each_cell_is_the_readout_of_its_window(
    unit: Unit, labels: npt.NDArray[np.uint8], feature: str, how: TextureSettings, window: int, step: int
) -> None:
    found = texture_map(unit, labels > 0, feature, how, window, step)
    assert np.isfinite(found.values).any()
    assert np.isnan(found.values).any()
    assert_equals_readouts(unit, labels > 0, found)


@settings(deadline=None, max_examples=30)
@given(
    picture=arrays.arrays(np.float32, (13, 11), elements=st.floats(0, 1, width=32)),
    mask=arrays.arrays(np.bool_, (13, 11)),
    feature=st.sampled_from(MAP_FEATURES),
)
def test_any_mask(picture: Unit, mask: Mask, feature: str) -> None:
    found = texture_map(picture, mask, feature, TextureSettings(levels=4), window=5, step=3)
    assert_equals_readouts(picture, mask, found)


def test_whole_film_equals_scikit_image(unit: Unit) -> None:
    found = {name: texture_map(unit, np.ones(unit.shape, bool), name).values for name in MAP_FEATURES}
    window = quantise(unit, 32)[8:40, 16:48]
    angles = [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4]
    matrix = graycomatrix(window, [1], angles, 32, symmetric=True, normed=True)
    for name, values in found.items():
        assert values[1, 2] == pytest.approx(graycoprops(matrix, name).mean(), rel=1e-6)


def test_cells_lie_around_the_middle_of_their_windows() -> None:
    unit, mask = np.zeros((64, 80), np.float32), np.ones((64, 80), bool)
    unit[30:34, 50:54] = 1.0
    found = texture_map(unit, mask, "contrast", window=8, step=8)
    left, top, right, bottom = found.extent
    assert (left, top, right, bottom) == (0, 0, 80, 64)
    wide = texture_map(unit, mask, "contrast", window=16, step=4)
    assert wide.extent == (6, 6, 6 + 17 * 4, 6 + 13 * 4)
    row, column = np.argwhere(wide.values == wide.values.max()).mean(axis=0)
    assert 6 + (column + 0.5) * 4 == pytest.approx(52, abs=2)
    assert 6 + (row + 0.5) * 4 == pytest.approx(32, abs=2)


def test_an_empty_region_has_no_values(unit: Unit) -> None:
    assert np.isnan(texture_map(unit, np.zeros(unit.shape, bool), "entropy").values).all()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"feature": "energy"}, "contrast, entropy, homogeneity"),
        ({"window": 62}, "fits in"),
        ({"step": 0}, "step"),
        ({"window": 4, "settings": TextureSettings(distance=4)}, "distance"),
    ],
)
def test_what_cannot_be_measured_is_refused(unit: Unit, arguments: dict[str, object], reason: str) -> None:
    with pytest.raises(TextureError, match=reason):
        texture_map(unit, np.ones(unit.shape, bool), **({"feature": "contrast"} | arguments))  # type: ignore[arg-type]


def test_cancelled_between_the_angles(unit: Unit) -> None:
    calls = []

    def stop() -> None:
        calls.append(None)
        if len(calls) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        texture_map(unit, np.ones(unit.shape, bool), "contrast", checkpoint=stop)

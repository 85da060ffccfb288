"""The features by each convention, over the angles, against sums written out and other programs."""

import itertools
from math import log

import mahotas.features.texture
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cxrviewer.study import TextureSettings
from cxrviewer.texture import (
    CONVENTIONS,
    LASCU2021,
    features_over_angles,
    glcm,
    measure_region,
    normalise,
    quantise,
)
from cxrviewer.texture.conventions import features_of_regions

Floats = npt.NDArray[np.float64]
LN2 = np.log(2)


def pairs_of(
    picture: npt.NDArray[np.uint8], mask: npt.NDArray[np.bool_], down: int, right: int
) -> list[tuple[int, int]]:
    """Return the levels, from 1, of every pair inside the mask, in both directions."""
    rows, columns = picture.shape
    found = []
    for row, column in itertools.product(range(rows), range(columns)):
        other = row + down, column + right
        if not (0 <= other[0] < rows and 0 <= other[1] < columns):
            continue
        if mask[row, column] and mask[other]:
            pair = int(picture[row, column]) + 1, int(picture[other]) + 1
            found += [pair, pair[::-1]]
    return found


def entropy_of(things: list[object]) -> float:
    shares = [things.count(one) / len(things) for one in set(things)]
    return -sum(share * log(share) for share in shares)


def nine(pairs: list[tuple[int, int]]) -> dict[str, float]:
    """The paper's sums, each as a mean over pairs instead of levels."""
    count = len(pairs)
    mu = sum(i for i, _ in pairs) / count
    sigma2 = sum((i - mu) ** 2 for i, _ in pairs) / count
    covariance = sum((i - mu) * (j - mu) for i, j in pairs) / count
    sum_entropy = entropy_of([i + j for i, j in pairs])
    near = sum(1 / (1 + (i - j) ** 2) for i, j in pairs) / count
    return {
        "contrast": sum((i - j) ** 2 for i, j in pairs) / count,
        "local_homogeneity": near,
        "homogeneity": near,
        "entropy": entropy_of(list(pairs)),
        "correlation": covariance / sigma2 if sigma2 else 1.0,
        "mean": sum(i + j for i, j in pairs) / count,
        "sum_entropy": sum_entropy,
        "variance": sum(i**2 for i, _ in pairs) / count,
        "sum_variance": sum((i + j - sum_entropy) ** 2 for i, j in pairs) / count,
        "sum_variance_uncentred": sum((i + j) ** 2 for i, j in pairs) / count,
    }


@settings(deadline=None)
@given(
    picture=arrays.arrays(np.uint8, (6, 7), elements=st.integers(0, 7)),
    mask=arrays.arrays(np.bool_, (6, 7)),
)
def test_lascu2021_equals_sums_over_the_pairs(
    picture: npt.NDArray[np.uint8], mask: npt.NDArray[np.bool_]
) -> None:
    per_angle = [pairs_of(picture, mask, *step) for step in ((0, 1), (-1, 1), (-1, 0), (-1, -1))]
    expected = [nine(pairs) for pairs in per_angle if pairs]
    counts = glcm(picture, mask, LASCU2021)
    assert counts.sum() == sum(map(len, per_angle))
    if not expected:
        return
    means, ranges = features_over_angles(normalise(counts), "lascu2021")
    assert means.keys() == ranges.keys() == expected[0].keys()
    for name, value in means.items():
        values = [one[name] for one in expected]
        assert value == pytest.approx(np.mean(values), rel=1e-9, abs=1e-12), name
        assert ranges[name] == pytest.approx(max(values) - min(values), rel=1e-9, abs=1e-9), name


@settings(deadline=None)
@given(picture=arrays.arrays(np.uint8, (7, 6), elements=st.integers(0, 4)))
def test_haralick1973_equals_mahotas_on_any_picture(picture: npt.NDArray[np.uint8]) -> None:
    """mahotas leaves out nothing that is defined; of one grey level only it has other conventions."""
    shares = normalise(glcm(picture, np.ones_like(picture, bool), TextureSettings(levels=5)))
    if any(np.count_nonzero(one.sum(axis=0)) < 2 for one in shares):
        return
    theirs = mahotas.features.texture.haralick_features(shares, use_x_minus_y_variance=True)
    means, ranges = features_over_angles(shares, "haralick1973")
    for name, column, scale in [
        ("ASM", 0, 1),
        ("contrast", 1, 1),
        ("correlation", 2, 1),
        ("variance", 3, 1),
        ("homogeneity", 4, 1),
        ("sum_variance", 6, 1),
        ("sum_entropy", 7, LN2),
        ("entropy", 8, LN2),
        ("difference_variance", 9, 1),
        ("difference_entropy", 10, LN2),
        ("information_correlation_1", 11, 1),
    ]:
        values = theirs[:, column] * scale
        assert means[name] == pytest.approx(values.mean(), rel=1e-9, abs=1e-9), name
        assert ranges[name] == pytest.approx(np.ptp(values), rel=1e-9, abs=1e-9), name


def test_readouts_carry_ranges_of_each_convention(unit: npt.NDArray[np.float32]) -> None:
    mask = np.ones(unit.shape, bool)
    for convention in CONVENTIONS:
        how = TextureSettings(levels=8, convention=convention)
        readout = measure_region(unit, mask, "all", how)
        one_angle = [
            measure_region(unit, mask, "all", TextureSettings(8, angles_deg=(angle,), convention=convention))
            for angle in how.angles_deg
        ]
        for name, value in readout.ranges.items():
            values = [one.features[name] for one in one_angle]
            assert value == pytest.approx(max(values) - min(values), abs=1e-12), name
        assert readout.ranges["contrast"] > 0
        assert set(one_angle[0].ranges.values()) == {0.0}


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("levels", [2, 8, 32])
def test_regions_together_say_what_each_says_alone(
    unit: npt.NDArray[np.float32], labels: npt.NDArray[np.uint8], convention: str, levels: int
) -> None:
    how = TextureSettings(levels=levels, convention=convention)
    masks = [labels == 1, labels == 2, np.isin(np.arange(labels.size), [0, 1]).reshape(labels.shape)]
    regions = [normalise(glcm(quantise(unit, levels), mask, how)) for mask in masks]
    assert [len(one) for one in regions] == [4, 4, 1]  # the last is one pair, at one angle
    together = features_of_regions(regions, convention)
    for (means, ranges), one in zip(together, regions, strict=True):
        alone = features_over_angles(one, convention)
        assert means == pytest.approx(alone[0], rel=1e-12, abs=1e-14)
        assert ranges == pytest.approx(alone[1], rel=1e-12, abs=1e-14)
    assert features_of_regions([], convention) == ()


def test_v_and_m_of_lungs_of_middle_grey_lie_near_the_published_figures() -> None:
    grey = np.random.default_rng(5).normal(0.58, 0.12, (200, 200)).clip(0, 1).astype(np.float32)
    features = measure_region(grey, np.ones(grey.shape, bool), "lungs", LASCU2021).features
    assert 22.97 <= features["variance"] <= 33.81
    assert 8.17 <= features["mean"] <= 11.87
    assert 99.98 <= features["sum_variance_uncentred"] <= 132.45
    assert features["sum_variance"] < 99.98


def test_levels_of_the_convention_halve_exactly() -> None:
    """32 levels merged by fours are 8 levels: quantising does not depend on the number of steps before."""
    unit = np.random.default_rng(2).random((50, 60)).astype(np.float32)
    np.testing.assert_array_equal(quantise(unit, 32) // 4, quantise(unit, 8))

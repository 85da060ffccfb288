"""Haralick's features against mahotas, scikit-image and the paper's sums written out."""

import mahotas.features.texture
import numpy as np
import numpy.typing as npt
import pytest
from skimage.feature import graycomatrix, graycoprops

from cxrviewer.study import TextureSettings
from cxrviewer.texture import glcm, haralick_features, normalise, quantise

Floats = npt.NDArray[np.float64]
LN2 = np.log(2)


@pytest.fixture(params=[2, 8, 32, 256])
def shares(
    request: pytest.FixtureRequest, unit: npt.NDArray[np.float32], labels: npt.NDArray[np.uint8]
) -> Floats:
    settings = TextureSettings(levels=request.param)
    return normalise(glcm(quantise(unit, settings.levels), labels > 0, settings))


def test_features_equal_mahotas(shares: Floats) -> None:
    """mahotas counts levels from 0, takes logarithms to base 2, and sums the variance about f6."""
    theirs = mahotas.features.texture.haralick_features(shares, use_x_minus_y_variance=True)
    expected = {
        "ASM": theirs[:, 0],
        "contrast": theirs[:, 1],
        "correlation": theirs[:, 2],
        "variance": theirs[:, 3],
        "homogeneity": theirs[:, 4],
        "sum_average": theirs[:, 5] + 2,
        "sum_variance": theirs[:, 6],
        "sum_entropy": theirs[:, 7] * LN2,
        "entropy": theirs[:, 8] * LN2,
        "difference_variance": theirs[:, 9],
        "difference_entropy": theirs[:, 10] * LN2,
        "information_correlation_1": theirs[:, 11],
        "information_correlation_2": np.sqrt(1 - (1 - theirs[:, 12] ** 2) ** LN2),
    }
    ours = haralick_features(shares)
    for name, values in expected.items():
        assert ours[name] == pytest.approx(values.mean(), rel=1e-9), name


def test_features_equal_scikit_image(unit: npt.NDArray[np.float32]) -> None:
    picture = quantise(unit, 32)
    ours = haralick_features(normalise(glcm(picture, np.ones_like(picture, bool), TextureSettings())))
    angles = [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4]
    matrix = graycomatrix(picture, [1], angles, 32, symmetric=True, normed=True)
    names = (
        "contrast",
        "dissimilarity",
        "homogeneity",
        "ASM",
        "energy",
        "correlation",
        "variance",
        "entropy",
    )
    for name in names:
        assert ours[name] == pytest.approx(graycoprops(matrix, name).mean(), rel=1e-9), name


def second_eigenvalue_of_q(matrix: Floats) -> float:
    rows, columns = matrix.sum(axis=1), matrix.sum(axis=0)
    p = matrix[np.ix_(rows > 0, columns > 0)]
    q = (p / rows[rows > 0, None]) @ (p / columns[columns > 0]).T
    return float(np.sort(np.linalg.eigvals(q).real)[-2])


def test_maximal_correlation_is_the_second_eigenvalue_of_q(shares: Floats) -> None:
    expected = np.mean([np.sqrt(second_eigenvalue_of_q(matrix)) for matrix in shares])
    ours = haralick_features(shares)["maximal_correlation_coefficient"]
    assert ours == pytest.approx(expected, rel=1e-9)


def test_one_sided_counts_are_measured_too(
    unit: npt.NDArray[np.float32], labels: npt.NDArray[np.uint8]
) -> None:
    settings = TextureSettings(angles_deg=(45,), symmetric=False)
    one_sided = normalise(glcm(quantise(unit, 32), labels > 0, settings))
    features = haralick_features(one_sided)
    i, j = np.mgrid[1:33, 1:33]
    p = one_sided[0]
    mean_i, mean_j = np.sum(i * p), np.sum(j * p)
    covariance = np.sum((i - mean_i) * (j - mean_j) * p)
    spread = np.sqrt(np.sum((i - mean_i) ** 2 * p) * np.sum((j - mean_j) ** 2 * p))
    assert features["correlation"] == pytest.approx(covariance / spread, rel=1e-9)
    assert features["variance"] == pytest.approx(np.sum((i - mean_i) ** 2 * p), rel=1e-9)
    expected = np.sqrt(second_eigenvalue_of_q(p))
    assert features["maximal_correlation_coefficient"] == pytest.approx(expected, rel=1e-9)


def test_small_matrix_by_hand() -> None:
    p = np.array([[[0.4, 0.1], [0.2, 0.3]]])
    features = haralick_features(p)
    assert features["contrast"] == pytest.approx(0.3)
    assert features["homogeneity"] == pytest.approx(0.7 + 0.3 / 2)
    assert features["sum_average"] == pytest.approx(2 * 0.4 + 3 * 0.3 + 4 * 0.3)
    assert features["variance"] == pytest.approx(0.25)
    assert features["correlation"] == pytest.approx((0.3 - 0.5 * 0.4) / np.sqrt(0.25 * 0.24))
    # of two levels each the maximal correlation is the correlation itself
    assert features["maximal_correlation_coefficient"] == pytest.approx(features["correlation"])


def test_independent_pairs_carry_no_information() -> None:
    margin = np.array([0.5, 0.3, 0.2])
    features = haralick_features(np.outer(margin, margin)[None])
    assert features["correlation"] == pytest.approx(0, abs=1e-12)
    assert features["information_correlation_1"] == pytest.approx(0, abs=1e-12)
    assert features["information_correlation_2"] == pytest.approx(0, abs=1e-7)
    assert features["maximal_correlation_coefficient"] == pytest.approx(0, abs=1e-7)


def test_constant_region_has_finite_features() -> None:
    p = np.zeros((4, 8, 8))
    p[:, 5, 5] = 1
    features = haralick_features(p)
    assert features["sum_average"] == 12
    assert features["energy"] == 1
    assert features["correlation"] == 1
    assert features["maximal_correlation_coefficient"] == 1
    for name in ("contrast", "entropy", "variance", "sum_variance", "difference_variance"):
        assert features[name] == 0, name
    assert features["information_correlation_1"] == features["information_correlation_2"] == 0


@pytest.mark.parametrize("matrix", [[[1.0]], [[0.0, 1.0], [0.0, 0.0]], [[0.25, 0.75], [0.0, 0.0]]])
def test_pixels_of_one_level_on_one_side_cannot_correlate(matrix: list[list[float]]) -> None:
    features = haralick_features(np.array([matrix]))
    assert features["correlation"] == features["maximal_correlation_coefficient"] == 1
    assert features["information_correlation_1"] == features["information_correlation_2"] == 0


def test_features_are_the_mean_of_those_of_each_angle(shares: Floats) -> None:
    together = haralick_features(shares)
    apart = [haralick_features(matrix[None]) for matrix in shares]
    for name, value in together.items():
        assert value == pytest.approx(np.mean([one[name] for one in apart]), rel=1e-12), name


@pytest.mark.parametrize("shape", [(0, 4, 4), (4, 4), (1, 4, 5)])
def test_wrong_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="levels"):
        haralick_features(np.full(shape, 1 / 16))


def test_counts_instead_of_probabilities_are_refused() -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        haralick_features(np.ones((1, 4, 4)))

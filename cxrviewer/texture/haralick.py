"""The textural features of Haralick, Shanmugam, Dinstein (1973), appendix I, in their textbook form.

Numbers in the docstrings are those of the paper's features f1 to f14. Grey levels i, j run from 1 to N,
logarithms are natural, and 0 · log 0 is 0. Energy and dissimilarity are not in the paper; they are the square
root of f1 and the sum of ``|i - j| p(i, j)``.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def haralick_features(glcm_normalised: Floats) -> dict[str, float]:
    """Compute all features of each angle's matrix and average them over the angles.

    Parameters
    ----------
    glcm_normalised
        (angles, levels, levels) float64; each matrix sums to 1.

    Returns
    -------
    Feature name -> mean over the angles. In a region of one single grey level, where correlation, information
    measures and maximal correlation coefficient are 0 / 0, they are 1, 0, 0 and 1.

    Raises
    ------
    ValueError
        If there is no matrix, or one that is not square or does not sum to 1.
    """
    if glcm_normalised.ndim != 3 or not len(glcm_normalised) or len({*glcm_normalised.shape[1:]}) != 1:
        raise ValueError(f"expected (angles, levels, levels), not {glcm_normalised.shape}")
    if not np.allclose(glcm_normalised.sum(axis=(1, 2)), 1):
        raise ValueError("each co-occurrence matrix must sum to 1")
    per_angle = [_features(_Distribution(matrix)) for matrix in glcm_normalised]
    return {name: float(np.mean([one[name] for one in per_angle])) for name in per_angle[0]}


@dataclass(frozen=True)
class _Distribution:
    """One normalised matrix p(i, j) and the distributions that follow from it."""

    p: Floats

    @cached_property
    def levels(self) -> Floats:
        """1 to N."""
        return np.arange(1, len(self.p) + 1, dtype=np.float64)

    @cached_property
    def difference(self) -> Floats:
        """|i - j|, (levels, levels)."""
        return np.abs(self.levels[:, None] - self.levels)

    @cached_property
    def p_x(self) -> Floats:
        """Margin of the first pixel's level."""
        margin: Floats = self.p.sum(axis=1)
        return margin

    @cached_property
    def p_y(self) -> Floats:
        """Margin of the second pixel's level."""
        margin: Floats = self.p.sum(axis=0)
        return margin

    @cached_property
    def p_sum(self) -> Floats:
        """Distribution of i + j; the entry k belongs to the sum k, the entries 0 and 1 are empty."""
        sums = (self.levels[:, None] + self.levels).astype(np.intp)
        return _weighted_counts(sums, self.p)

    @cached_property
    def p_difference(self) -> Floats:
        """Distribution of |i - j|; the entry k belongs to the difference k."""
        return _weighted_counts(self.difference.astype(np.intp), self.p)


def _features(of: _Distribution) -> dict[str, float]:
    squares = angular_second_moment(of)
    return {
        "contrast": contrast(of),
        "dissimilarity": float(np.sum(of.difference * of.p)),
        "homogeneity": inverse_difference_moment(of),
        "energy": float(np.sqrt(squares)),
        "ASM": squares,
        "correlation": correlation(of),
        "variance": sum_of_squares(of),
        "sum_average": _mean(of.p_sum),
        "sum_variance": sum_variance(of),
        "sum_entropy": _entropy(of.p_sum),
        "entropy": _entropy(of.p),
        "difference_variance": difference_variance(of),
        "difference_entropy": _entropy(of.p_difference),
        "information_correlation_1": information_correlation_1(of),
        "information_correlation_2": information_correlation_2(of),
        "maximal_correlation_coefficient": maximal_correlation_coefficient(of),
    }


def angular_second_moment(of: _Distribution) -> float:
    """f1, the sum of ``p(i, j)²``."""
    return float(np.sum(of.p**2))


def contrast(of: _Distribution) -> float:
    """f2, the sum of ``(i - j)² p(i, j)``."""
    return float(np.sum(of.difference**2 * of.p))


def correlation(of: _Distribution) -> float:
    """f3, the covariance of i and j over the product of their standard deviations; 1 where that is 0."""
    x, y = of.levels - of.levels @ of.p_x, of.levels - of.levels @ of.p_y
    spread = np.sqrt((x**2 @ of.p_x) * (y**2 @ of.p_y))
    return float(x @ of.p @ y / spread) if _several(of) else 1.0


def sum_of_squares(of: _Distribution) -> float:
    """f4, the variance: the sum of ``(i - μ)² p(i, j)`` with μ the mean of i."""
    return float((of.levels - of.levels @ of.p_x) ** 2 @ of.p_x)


def inverse_difference_moment(of: _Distribution) -> float:
    """f5, local homogeneity: the sum of ``p(i, j) / (1 + (i - j)²)``."""
    return float(np.sum(of.p / (1 + of.difference**2)))


def sum_variance(of: _Distribution) -> float:
    """f7, the variance of i + j about f6, its mean.

    The paper prints f8 (the sum entropy) in place of f6, by general consent a misprint.
    """
    return _variance(of.p_sum)


def difference_variance(of: _Distribution) -> float:
    """f10, the variance of ``|i - j|``."""
    return _variance(of.p_difference)


def information_correlation_1(of: _Distribution) -> float:
    """f12, ``(HXY - HXY1) / max(HX, HY)``; 0 in a region of one level."""
    larger = max(_entropy(of.p_x), _entropy(of.p_y))
    if not _several(of):
        return 0.0
    log_margins = _log(of.p_x)[:, None] + _log(of.p_y)
    return (_entropy(of.p) + float(np.sum(of.p * log_margins))) / larger


def information_correlation_2(of: _Distribution) -> float:
    """f13, ``sqrt(1 - exp(-2 (HXY2 - HXY)))``; HXY2 = HX + HY, the entropy of independent margins."""
    shared = _entropy(of.p_x) + _entropy(of.p_y) - _entropy(of.p)
    return float(np.sqrt(-np.expm1(-2 * max(shared, 0.0))))


def maximal_correlation_coefficient(of: _Distribution) -> float:
    """f14, the root of the second largest eigenvalue of ``Q(i, j) = Σ p(i, k) p(j, k) / (p_x(i) p_y(k))``.

    Q is similar to A Aᵀ with ``A = p / sqrt(p_x p_y)``, so it is the second singular value of A over the
    levels that occur; 1 where only one does.
    """
    p = of.p[np.ix_(of.p_x > 0, of.p_y > 0)]
    scaled = p / np.sqrt(np.outer(of.p_x[of.p_x > 0], of.p_y[of.p_y > 0]))
    singular = np.linalg.svd(scaled, compute_uv=False)
    return float(singular[1]) if len(singular) > 1 else 1.0


def _several(of: _Distribution) -> bool:
    """Whether both pixels of a pair take more than one level, so that they can correlate."""
    return bool(np.count_nonzero(of.p_x) > 1 and np.count_nonzero(of.p_y) > 1)


def _weighted_counts(keys: npt.NDArray[np.intp], weights: Floats) -> Floats:
    """Return the sum of the weights that belong to each key from 0 on."""
    return np.bincount(keys.ravel(), weights.ravel()).astype(np.float64)


def _log(p: Floats) -> Floats:
    """Natural logarithm, with 0 for 0, where it is only ever multiplied by 0."""
    return np.log(np.where(p > 0, p, 1))


def _entropy(p: Floats) -> float:
    return float(-np.sum(p * _log(p)))


def _mean(p: Floats) -> float:
    return float(np.arange(len(p)) @ p)


def _variance(p: Floats) -> float:
    return float((np.arange(len(p)) - _mean(p)) ** 2 @ p)

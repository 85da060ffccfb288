"""The textural features of Haralick, Shanmugam, Dinstein (1973), appendix I, in their textbook form.

Numbers in the docstrings are those of the paper's features f1 to f14. Grey levels i, j run from 1 to N,
logarithms are natural, and 0 · log 0 is 0. Energy and dissimilarity are not in the paper; they are the square
root of f1 and the mean of ``|i - j|``. In a region of one single grey level, where correlation,
information measures and maximal correlation coefficient are 0 / 0, they are 1, 0, 0 and 1.

Each function returns the values of all matrices, (matrices,) float64.
"""

import numpy as np

from cxrviewer.texture.distribution import Distributions, Floats, entropy, mean, moment, sums


def haralick1973(of: Distributions) -> dict[str, Floats]:
    """Compute f1 to f14, energy and dissimilarity of each matrix."""
    squares = angular_second_moment(of)
    return {
        "contrast": contrast(of),
        "dissimilarity": mean(of.p_difference),
        "homogeneity": inverse_difference_moment(of),
        "energy": np.sqrt(squares),
        "ASM": squares,
        "correlation": correlation(of),
        "variance": sum_of_squares(of),
        "sum_average": mean(of.p_sum),
        "sum_variance": sum_variance(of),
        "sum_entropy": entropy(of.p_sum),
        "entropy": entropy(of.p),
        "difference_variance": difference_variance(of),
        "difference_entropy": entropy(of.p_difference),
        "information_correlation_1": information_correlation_1(of),
        "information_correlation_2": information_correlation_2(of),
        "maximal_correlation_coefficient": maximal_correlation_coefficient(of),
    }


def angular_second_moment(of: Distributions) -> Floats:
    """f1, the sum of ``p(i, j)²``."""
    return sums(of.p**2)


def contrast(of: Distributions) -> Floats:
    """f2, the mean of ``(i - j)²``."""
    return moment(of.p_difference, 0.0)


def correlation(of: Distributions) -> Floats:
    """f3, the covariance of i and j over the product of their standard deviations; 1 where that is 0."""
    x, y = (of.levels - sums(of.levels * margin)[:, None] for margin in (of.p_x, of.p_y))
    covariance = sums(x[:, :, None] * of.p * y[:, None, :])
    spread = np.sqrt(sums(x**2 * of.p_x) * sums(y**2 * of.p_y))
    return np.divide(covariance, spread, out=np.ones_like(spread), where=of.several)


def sum_of_squares(of: Distributions) -> Floats:
    """f4, the variance of i."""
    return moment(of.p_x, mean(of.p_x))


def inverse_difference_moment(of: Distributions) -> Floats:
    """f5, local homogeneity: the mean of ``1 / (1 + (i - j)²)``."""
    return sums(of.p_difference / (1 + np.arange(len(of.levels)) ** 2))


def sum_variance(of: Distributions) -> Floats:
    """f7, the variance of i + j about f6, its mean.

    The paper prints f8 (the sum entropy) in place of f6, by general consent a misprint.
    """
    return moment(of.p_sum, mean(of.p_sum))


def difference_variance(of: Distributions) -> Floats:
    """f10, the variance of ``|i - j|``."""
    return moment(of.p_difference, mean(of.p_difference))


def information_correlation_1(of: Distributions) -> Floats:
    """f12, ``(HXY - HXY1) / max(HX, HY)``; 0 in a region of one level.

    HXY1 = HXY2 = HX + HY, because p_x and p_y are the margins of p.
    """
    hx, hy = entropy(of.p_x), entropy(of.p_y)
    return np.divide(entropy(of.p) - (hx + hy), np.maximum(hx, hy), out=np.zeros_like(hx), where=of.several)


def information_correlation_2(of: Distributions) -> Floats:
    """f13, ``sqrt(1 - exp(-2 (HXY2 - HXY)))``; HXY2 = HX + HY, the entropy of independent margins."""
    shared = entropy(of.p_x) + entropy(of.p_y) - entropy(of.p)
    return np.asarray(np.sqrt(-np.expm1(-2 * np.maximum(shared, 0))))


def maximal_correlation_coefficient(of: Distributions) -> Floats:
    """f14, the root of the second largest eigenvalue of ``Q(i, j) = Σ p(i, k) p(j, k) / (p_x(i) p_y(k))``.

    Q is similar to A Aᵀ with ``A = p / sqrt(p_x p_y)``, so it is the second singular value of A; levels that
    do not occur are zeros of A, and add singular values of 0. It is 1 where only one level occurs.
    """
    occur = (of.p_x + of.p_y).any(axis=0)
    p, x, y = of.p[:, occur][:, :, occur], of.p_x[:, occur], of.p_y[:, occur]
    independent = np.sqrt(x[:, :, None] * y[:, None, :])
    scaled = np.divide(p, independent, out=np.zeros_like(p), where=independent > 0)
    singular = np.linalg.svd(scaled, compute_uv=False)
    return np.asarray(np.where(of.several, singular[:, 1:].max(axis=1, initial=0), 1.0))

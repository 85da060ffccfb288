"""The textural features of Haralick, Shanmugam, Dinstein (1973), appendix I, in their textbook form.

Numbers in the docstrings are those of the paper's features f1 to f14. Grey levels i, j run from 1 to N,
logarithms are natural, and 0 · log 0 is 0. Energy and dissimilarity are not in the paper; they are the square
root of f1 and the sum of ``|i - j| p(i, j)``. In a region of one single grey level, where correlation,
information measures and maximal correlation coefficient are 0 / 0, they are 1, 0, 0 and 1.
"""

import numpy as np

from cxrviewer.texture.distribution import Distribution, entropy, logarithm, mean, moment


def haralick1973(of: Distribution) -> dict[str, float]:
    """Compute f1 to f14, energy and dissimilarity of one angle."""
    squares = angular_second_moment(of)
    return {
        "contrast": contrast(of),
        "dissimilarity": float(np.sum(of.difference * of.p)),
        "homogeneity": inverse_difference_moment(of),
        "energy": float(np.sqrt(squares)),
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


def angular_second_moment(of: Distribution) -> float:
    """f1, the sum of ``p(i, j)²``."""
    return float(np.sum(of.p**2))


def contrast(of: Distribution) -> float:
    """f2, the sum of ``(i - j)² p(i, j)``."""
    return float(np.sum(of.difference**2 * of.p))


def correlation(of: Distribution) -> float:
    """f3, the covariance of i and j over the product of their standard deviations; 1 where that is 0."""
    x, y = of.levels - of.levels @ of.p_x, of.levels - of.levels @ of.p_y
    spread = np.sqrt((x**2 @ of.p_x) * (y**2 @ of.p_y))
    return float(x @ of.p @ y / spread) if of.several else 1.0


def sum_of_squares(of: Distribution) -> float:
    """f4, the variance: the sum of ``(i - μ)² p(i, j)`` with μ the mean of i."""
    return float((of.levels - of.levels @ of.p_x) ** 2 @ of.p_x)


def inverse_difference_moment(of: Distribution) -> float:
    """f5, local homogeneity: the sum of ``p(i, j) / (1 + (i - j)²)``."""
    return float(np.sum(of.p / (1 + of.difference**2)))


def sum_variance(of: Distribution) -> float:
    """f7, the variance of i + j about f6, its mean.

    The paper prints f8 (the sum entropy) in place of f6, by general consent a misprint.
    """
    return moment(of.p_sum, mean(of.p_sum))


def difference_variance(of: Distribution) -> float:
    """f10, the variance of ``|i - j|``."""
    return moment(of.p_difference, mean(of.p_difference))


def information_correlation_1(of: Distribution) -> float:
    """f12, ``(HXY - HXY1) / max(HX, HY)``; 0 in a region of one level."""
    larger = max(entropy(of.p_x), entropy(of.p_y))
    if not of.several:
        return 0.0
    log_margins = logarithm(of.p_x)[:, None] + logarithm(of.p_y)
    return (entropy(of.p) + float(np.sum(of.p * log_margins))) / larger


def information_correlation_2(of: Distribution) -> float:
    """f13, ``sqrt(1 - exp(-2 (HXY2 - HXY)))``; HXY2 = HX + HY, the entropy of independent margins."""
    shared = entropy(of.p_x) + entropy(of.p_y) - entropy(of.p)
    return float(np.sqrt(-np.expm1(-2 * max(shared, 0.0))))


def maximal_correlation_coefficient(of: Distribution) -> float:
    """f14, the root of the second largest eigenvalue of ``Q(i, j) = Σ p(i, k) p(j, k) / (p_x(i) p_y(k))``.

    Q is similar to A Aᵀ with ``A = p / sqrt(p_x p_y)``, so it is the second singular value of A over the
    levels that occur; 1 where only one does.
    """
    p = of.p[np.ix_(of.p_x > 0, of.p_y > 0)]
    scaled = p / np.sqrt(np.outer(of.p_x[of.p_x > 0], of.p_y[of.p_y > 0]))
    singular = np.linalg.svd(scaled, compute_uv=False)
    return float(singular[1]) if len(singular) > 1 else 1.0

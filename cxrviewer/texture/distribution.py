"""One normalised co-occurrence matrix and the distributions that follow from it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Distribution:
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
        return weighted_counts(sums, self.p)

    @cached_property
    def p_difference(self) -> Floats:
        """Distribution of |i - j|; the entry k belongs to the difference k."""
        return weighted_counts(self.difference.astype(np.intp), self.p)

    @cached_property
    def several(self) -> bool:
        """Whether both pixels of a pair take more than one level, so that they can correlate."""
        return bool(np.count_nonzero(self.p_x) > 1 and np.count_nonzero(self.p_y) > 1)

    @classmethod
    def of_each_angle(cls, glcm_normalised: Floats) -> "tuple[Distribution, ...]":
        """Take the matrices apart.

        Parameters
        ----------
        glcm_normalised
            (angles, levels, levels) float64; each matrix sums to 1.

        Raises
        ------
        ValueError
            If there is no matrix, or one that is not square or does not sum to 1.
        """
        if glcm_normalised.ndim != 3 or not len(glcm_normalised) or len({*glcm_normalised.shape[1:]}) != 1:
            raise ValueError(f"expected (angles, levels, levels), not {glcm_normalised.shape}")
        if not np.allclose(glcm_normalised.sum(axis=(1, 2)), 1):
            raise ValueError("each co-occurrence matrix must sum to 1")
        return tuple(cls(matrix) for matrix in glcm_normalised)


def weighted_counts(keys: npt.NDArray[np.intp], weights: Floats) -> Floats:
    """Return the sum of the weights that belong to each key from 0 on."""
    return np.bincount(keys.ravel(), weights.ravel()).astype(np.float64)


def logarithm(p: Floats) -> Floats:
    """Natural logarithm, with 0 for 0, where it is only ever multiplied by 0."""
    return np.log(np.where(p > 0, p, 1))


def entropy(p: Floats) -> float:
    """Return ``-Σ p ln p``, in nats."""
    return float(-np.sum(p * logarithm(p)))


def mean(p: Floats) -> float:
    """Return the mean of the index under a distribution over 0, 1, 2 and so on."""
    return float(np.arange(len(p)) @ p)


def moment(p: Floats, centre: float) -> float:
    """Return the mean square distance of the index from `centre` under a distribution over 0, 1 and so on."""
    return float((np.arange(len(p)) - centre) ** 2 @ p)

"""Normalised co-occurrence matrices and the distributions that follow from each."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Distributions:
    """Normalised matrices p(i, j), as of several angles, and the distributions that follow from each.

    Attributes
    ----------
    p
        (matrices, levels, levels) float64; each matrix sums to 1.

    Raises
    ------
    ValueError
        If there is no matrix, or one that is not square or does not sum to 1.
    """

    p: Floats

    def __post_init__(self) -> None:
        shape = self.p.shape
        if len(shape) != 3 or not shape[0] or shape[1] != shape[2]:
            raise ValueError(f"expected (matrices, levels, levels), not {shape}")
        if not np.allclose(sums(self.p), 1):
            raise ValueError("each co-occurrence matrix must sum to 1")

    @cached_property
    def levels(self) -> Floats:
        """1 to N."""
        return np.arange(1, self.p.shape[1] + 1, dtype=np.float64)

    @cached_property
    def p_x(self) -> Floats:
        """Margin of the first pixel's level, (matrices, levels)."""
        return np.asarray(self.p.sum(axis=2))

    @cached_property
    def p_y(self) -> Floats:
        """Margin of the second pixel's level, (matrices, levels)."""
        return np.asarray(self.p.sum(axis=1))

    @cached_property
    def p_sum(self) -> Floats:
        """Distribution of i + j, (matrices, 2 N + 1); the entry k belongs to the sum k, 0 and 1 are empty."""
        return self._of(self.levels[:, None] + self.levels)

    @cached_property
    def p_difference(self) -> Floats:
        """Distribution of |i - j|, (matrices, N); the entry k belongs to the difference k."""
        return self._of(np.abs(self.levels[:, None] - self.levels))

    @cached_property
    def several(self) -> npt.NDArray[np.bool_]:
        """Whether both pixels of a pair take more than one level, so that they can correlate, (matrices,)."""
        counts = [np.count_nonzero(margin, axis=1) for margin in (self.p_x, self.p_y)]
        return np.asarray(np.minimum(*counts) > 1)

    def _of(self, values: Floats) -> Floats:
        """Return the distribution of a function of i and j with whole values from 0 on, (levels, levels)."""
        keys, matrices = values.astype(np.intp), len(self.p)
        count = int(keys.max()) + 1
        places = keys + count * np.arange(matrices)[:, None, None]
        return np.bincount(places.ravel(), self.p.ravel()).astype(np.float64).reshape(matrices, count)


def sums(values: Floats) -> Floats:
    """Return the sum over each matrix or distribution, (matrices, …) -> (matrices,).

    It is the same to the last digit whatever other matrices there are, which a product of matrices is not.
    """
    return np.asarray(values.reshape(len(values), -1).sum(axis=1))


def entropy(p: Floats) -> Floats:
    """Return ``-Σ p ln p`` of each matrix or distribution, in nats; 0 ln 0 is 0."""
    return -sums(p * np.log(np.where(p > 0, p, 1)))


def mean(p: Floats) -> Floats:
    """Return the mean of the index 0, 1, 2 … under each distribution, (matrices, n) -> (matrices,)."""
    return sums(np.arange(p.shape[1]) * p)


def moment(p: Floats, centre: Floats | float) -> Floats:
    """Return the mean square distance of the index from `centre` under each distribution, likewise."""
    return sums((np.arange(p.shape[1]) - np.reshape(centre, (-1, 1))) ** 2 * p)

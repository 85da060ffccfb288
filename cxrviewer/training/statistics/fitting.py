"""Functions fitted to what was seen: the lowest point of one, and the steps that never fall."""

from collections.abc import Callable
from math import sqrt

import numpy as np
import numpy.typing as npt

_GOLDEN = (sqrt(5) - 1) / 2

Floats = npt.NDArray[np.float64]


def lowest(function: Callable[[float], float], low: float, high: float, within: float = 1e-5) -> float:
    """Return where a function with one valley is lowest, by golden section (Kiefer 1953).

    Parameters
    ----------
    function
        Falls and then rises between `low` and `high`.
    within
        How far from the lowest point the answer may lie.
    """
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = function(left), function(right)
    while high - low > within:
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = function(right)
    return (low + high) / 2


def isotonic(places: Floats, values: npt.ArrayLike) -> Floats:
    """Return the non-decreasing function that fits best, by pooling neighbours (Ayer et al. 1955).

    Parameters
    ----------
    places
        (n,) where the values were seen, in any order; equal ones get one value.
    values
        (n,) what was seen.

    Returns
    -------
    (n,) float64
        With the least sum of squared differences, in the order of `places`.
    """
    _distinct, place_of, counts = np.unique(places, return_inverse=True, return_counts=True)
    means = np.bincount(place_of, weights=np.asarray(values, np.float64)) / counts
    blocks: list[tuple[float, int, int]] = []  # mean, values, distinct places
    for mean, count in zip(means.tolist(), counts.tolist(), strict=True):
        block = (mean, count, 1)
        while blocks and blocks[-1][0] >= block[0]:
            block = _pooled(blocks.pop(), block)
        blocks.append(block)
    return np.repeat([mean for mean, _values, _places in blocks], [block[2] for block in blocks])[place_of]


def _pooled(one: tuple[float, int, int], other: tuple[float, int, int]) -> tuple[float, int, int]:
    count = one[1] + other[1]
    return (one[0] * one[1] + other[0] * other[1]) / count, count, one[2] + other[2]

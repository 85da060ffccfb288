"""How likely what was seen, or more, is by chance alone."""

from math import comb

import numpy as np
import numpy.typing as npt
import torch


def even_binomial_p(successes: int, trials: int) -> float:
    """Return the two-sided p of the exact binomial test of one half.

    Parameters
    ----------
    successes, trials
        How many of how many; 1 of no trials.
    """
    fewer = min(successes, trials - successes)
    tail = sum(comb(trials, count) for count in range(fewer + 1))
    return min(1.0, 2 * tail / (1 << trials))


def chi_squared(table: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Return Pearson's chi-squared of a table of counts, and its p (Abramowitz and Stegun 1964, 26.4.19).

    Parameters
    ----------
    table
        (rows, columns) counts; no row or column without any.
    """
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    value = float(((table - expected) ** 2 / expected).sum())
    rows, columns = table.shape
    half_freedom = torch.tensor((rows - 1) * (columns - 1) / 2, dtype=torch.float64)
    return value, float(torch.special.gammaincc(half_freedom, torch.tensor(value / 2, dtype=torch.float64)))

"""How likely what was seen, or more, is by chance alone."""

from math import comb, erfc, exp, lgamma, log, sqrt

import numpy as np
import numpy.typing as npt


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
    """Return Pearson's chi-squared of a table of counts, and its p.

    Parameters
    ----------
    table
        (rows, columns) counts; no row or column without any.
    """
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    value = float(((table - expected) ** 2 / expected).sum())
    rows, columns = table.shape
    return value, chi_squared_tail(value, (rows - 1) * (columns - 1))


def chi_squared_tail(value: float, freedom: int) -> float:
    """Return the probability that chi-squared is above a value.

    It is a finite sum for whole degrees of freedom (Abramowitz and Stegun 1964, 26.4.4 and 26.4.5).

    Parameters
    ----------
    value
        0 or more.
    freedom
        Degrees of freedom, 1 or more.
    """
    half, odd = value / 2, freedom % 2
    if not half:
        return 1.0
    terms = (exp(power * log(half) - half - lgamma(power + 1)) for power in np.arange(odd / 2, freedom / 2))
    return min(1.0, (erfc(sqrt(half)) if odd else 0.0) + sum(terms))

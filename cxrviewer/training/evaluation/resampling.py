"""Bootstrap over groups as weights, so that every figure is computed once for all resamples."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cxrviewer.training.evaluation.interval_rule import PERCENT, REPEATS, SEED

Weights = npt.NDArray[np.float32]
Rows = npt.NDArray[np.float64]


def draw_weights(groups: Sequence[str], repeats: int = REPEATS, seed: int = SEED) -> Weights:
    """Draw whole groups with replacement (Efron and Tibshirani 1993, chapter 8: cluster bootstrap).

    Parameters
    ----------
    groups
        The group (patient) of each film.
    repeats
        How many resamples.
    seed
        Of the draws: evaluations of the same films get the same ones and can be compared pair by pair.

    Returns
    -------
    (1 + repeats, films) float32
        How often each film is drawn. The first row is all films once, so the first row of whatever is
        computed from the weights is the figure itself.
    """
    names, group_of = np.unique(np.asarray(groups), return_inverse=True)
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=repeats)
    return np.concatenate([np.ones((1, len(names))), drawn])[:, group_of].astype(np.float32)


def interval(rows: Rows) -> tuple[float, float] | None:
    """Return the 95 % interval of a figure; None where no resample defines it.

    Parameters
    ----------
    rows
        (1 + repeats,) the figure over all films, then over each resample; NaN where it is not defined.
    """
    known = rows[1:][np.isfinite(rows[1:])]
    if not len(known):
        return None
    outside = (100 - PERCENT) / 2
    low, high = np.percentile(known, (outside, 100 - outside))
    return float(low), float(high)


def means(values: Rows, weights: Weights) -> Rows:
    """Return the mean over the films of a value that each film has, for each row of the weights.

    Parameters
    ----------
    values
        (films,) NaN where a film has none; such films do not count.
    weights
        (1 + repeats, films), see `draw_weights`.

    Returns
    -------
    (1 + repeats,) float64
        NaN where no film that was drawn has a value.
    """
    known = np.isfinite(values)
    drawn = weights[:, known].astype(np.float64)
    totals = drawn.sum(axis=1)
    rows: Rows = np.divide(drawn @ values[known], totals, out=np.full(len(totals), np.nan), where=totals > 0)
    return rows

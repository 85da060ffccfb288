"""Classifiers compared film by film: paired bootstrap of every figure, and McNemar's test."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cxrviewer.training.evaluation.class_figures import ClassAnswers, figures_of_all, made_figure
from cxrviewer.training.evaluation.comparison_schema import Difference, McNemar
from cxrviewer.training.evaluation.predictions import FilmLine
from cxrviewer.training.evaluation.resampling import Weights
from cxrviewer.training.evaluation.schema import Figure
from cxrviewer.training.statistics.chance import even_binomial_p

Bools = npt.NDArray[np.bool_]


def class_answers_of(films: Sequence[FilmLine], labels: Sequence[str], weights: Weights) -> ClassAnswers:
    """Return the answers that an evaluation has written, as arrays (DataError if one is no number)."""
    return ClassAnswers(
        np.array([line.probabilities(labels) for line in films]),
        np.array([labels.index(line.cells["label"]) for line in films], np.int64),
        tuple(labels),
        weights,
    )


def class_model_figures(found: ClassAnswers) -> tuple[Figure, ...]:
    """Return a classifier's figures with their intervals."""
    return tuple(found.figure(name, rows) for name, rows in figures_of_all(found).items())


def class_differences(first: ClassAnswers, second: ClassAnswers) -> tuple[Difference, ...]:
    """Return the second's figures less the first's; both must have the same films and weights."""
    before, after = figures_of_all(first), figures_of_all(second)
    films = len(first.reference)
    return tuple(
        Difference(name=name, figure=made_figure(name, after[name] - before[name], films)) for name in before
    )


def mcnemar(first: Bools, second: Bools) -> McNemar:
    """Test whether two models are right on the same share of the films (McNemar 1947, exact).

    Under the hypothesis that they are, a film that only one of them gets right is as likely to be the one's
    as the other's: the two-sided binomial test of one half.

    Parameters
    ----------
    first, second
        (films,) which films each gets right.
    """
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    p = even_binomial_p(only_first, only_first + only_second)
    return McNemar(
        both_right=int((first & second).sum()),
        only_first=only_first,
        only_second=only_second,
        both_wrong=int((~first & ~second).sum()),
        p_value=p,
        adjusted_p_value=p,
    )


def with_holm(tests: Sequence[McNemar]) -> list[McNemar]:
    """Return the tests with p values that hold for all of them together (Holm 1979)."""
    adjusted = holm([one.p_value for one in tests])
    return [one.model_copy(update={"adjusted_p_value": p}) for one, p in zip(tests, adjusted, strict=True)]


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p values that hold for all of several tests together (Holm 1979).

    Parameters
    ----------
    p_values
        Of the tests, in any order; the answer is in the same.
    """
    values = np.asarray(p_values, np.float64)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(stepped, 1)
    return [float(value) for value in adjusted]

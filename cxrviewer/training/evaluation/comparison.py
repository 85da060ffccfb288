"""Two or more evaluations on the same films, compared film by film."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest

from cxrviewer.errors import DataError
from cxrviewer.training.evaluation.class_figures import (
    ClassAnswers,
    figures_of_all,
    made_figure,
)
from cxrviewer.training.evaluation.comparison_schema import (
    ComparedModel,
    Comparison,
    Difference,
    McNemar,
    Pair,
)
from cxrviewer.training.evaluation.predictions import FilmLine, read_predictions
from cxrviewer.training.evaluation.reading import read_evaluation
from cxrviewer.training.evaluation.resampling import Weights, draw_weights
from cxrviewer.training.evaluation.schema import Evaluation

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """An evaluation of a classifier with its films.

    Attributes
    ----------
    name
        What it is called in the comparison.
    evaluation
        The figures.
    films
        The films that count, in the order of their hashes.
    """

    name: str
    evaluation: Evaluation
    films: tuple[FilmLine, ...]


def read_evaluated(folder: Path, name: str = "") -> Evaluated:
    """Read what `evaluate` has written.

    Parameters
    ----------
    folder
        Of the evaluation.
    name
        What it is to be called; the name and version of its model if empty.

    Raises
    ------
    DataError
        If the folder holds no evaluation of a classifier.
    """
    evaluation = read_evaluation(folder)
    if evaluation.classes is None:
        raise DataError(f"{folder}: is the evaluation of a segmentation; only classifiers are compared")
    films = [line for line in read_predictions(folder) if line.measured]
    ordered = tuple(sorted(films, key=lambda line: (line.sha256, line.cells["file"])))
    return Evaluated(name or f"{evaluation.model.name} {evaluation.model.version}", evaluation, ordered)


def compare(evaluations: Sequence[Evaluated]) -> Comparison:
    """Compare classifiers on the same films: a table of them, and every pair film by film.

    Differences are of the second of a pair less the first, with 95 % intervals by bootstrap over groups,
    both drawn alike; McNemar's exact test is on the films that only one of the two gets right.

    Parameters
    ----------
    evaluations
        Two or more, with different names.

    Raises
    ------
    DataError
        If they are fewer, or not of the same films with the same labels and classes.
    """
    _check_same(evaluations)
    weights = draw_weights([line.cells["group"] for line in evaluations[0].films])
    answers = [_answers(one, weights) for one in evaluations]
    return Comparison(
        films=len(evaluations[0].films),
        groups=len({line.cells["group"] for line in evaluations[0].films}),
        test_set_sha256=evaluations[0].evaluation.data.sha256,
        models=tuple(_model(one, found) for one, found in zip(evaluations, answers, strict=True)),
        pairs=tuple(
            _pair(evaluations[i].name, answers[i], evaluations[j].name, answers[j])
            for i, j in combinations(range(len(evaluations)), 2)
        ),
    )


def _check_same(evaluations: Sequence[Evaluated]) -> None:
    """Refuse what cannot be compared film by film."""
    if len(evaluations) < 2:
        raise DataError("two evaluations or more are needed for a comparison")
    if len({one.name for one in evaluations}) < len(evaluations):
        raise DataError("two of the evaluations have the same name")
    first = evaluations[0]
    for other in evaluations[1:]:
        if [line.sha256 for line in other.films] != [line.sha256 for line in first.films]:
            common = {line.sha256 for line in first.films} & {line.sha256 for line in other.films}
            raise DataError(
                f"{other.name} was measured on other films than {first.name}: of {len(first.films)} and "
                f"{len(other.films)} films {len(common)} are the same"
            )
        if [line.cells["label"] for line in other.films] != [line.cells["label"] for line in first.films]:
            raise DataError(f"{other.name} was measured with other labels of the films than {first.name}")
        if set(other.evaluation.model.labels) != set(first.evaluation.model.labels):
            raise DataError(f"{other.name} knows other classes than {first.name}")


def _answers(one: Evaluated, weights: Weights) -> ClassAnswers:
    """Return the answers as arrays."""
    labels = one.evaluation.model.labels
    return ClassAnswers(
        np.array([line.probabilities(labels) for line in one.films]),
        np.array([labels.index(line.cells["label"]) for line in one.films], np.int64),
        labels,
        weights,
    )


def _model(one: Evaluated, found: ClassAnswers) -> ComparedModel:
    """Return a line of the table."""
    model = one.evaluation.model
    rows = figures_of_all(found)
    return ComparedModel(
        name=one.name,
        architecture=model.architecture,
        preset=model.preset,
        weights_sha256=model.weights_sha256,
        figures=tuple(found.figure(name, values) for name, values in rows.items()),
    )


def _pair(first: str, one: ClassAnswers, second: str, other: ClassAnswers) -> Pair:
    """Compare two models film by film."""
    before, after = figures_of_all(one), figures_of_all(other)
    right, right_too = one.predicted == one.reference, other.predicted == other.reference
    return Pair(
        first=first,
        second=second,
        differences=tuple(
            Difference(name=name, figure=made_figure(name, after[name] - before[name], len(one.reference)))
            for name in before
        ),
        mcnemar=mcnemar(right, right_too),
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
    decided = only_first + only_second
    p = float(binomtest(only_first, decided, 0.5).pvalue) if decided else 1.0
    return McNemar(
        both_right=int((first & second).sum()),
        only_first=only_first,
        only_second=only_second,
        both_wrong=int((~first & ~second).sum()),
        p_value=p,
    )

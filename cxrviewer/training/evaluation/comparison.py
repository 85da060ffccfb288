"""Two or more evaluations on the same films, compared film by film."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from cxrviewer.errors import DataError
from cxrviewer.training.evaluation.class_comparison import (
    class_answers_of,
    class_differences,
    class_model_figures,
    mcnemar,
    with_holm,
)
from cxrviewer.training.evaluation.comparison_schema import ComparedModel, Comparison, Pair
from cxrviewer.training.evaluation.lung_comparison import lung_differences, lung_model_figures, lung_values
from cxrviewer.training.evaluation.predictions import (
    FIT_COLUMNS,
    FilmLine,
    probability_column,
    read_predictions,
)
from cxrviewer.training.evaluation.reading import read_evaluation
from cxrviewer.training.evaluation.resampling import Weights, draw_weights
from cxrviewer.training.evaluation.schema import Evaluation, Figure


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """An evaluation with its films.

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

    @property
    def segments(self) -> bool:
        """Whether it is of a segmentation."""
        return self.evaluation.lungs is not None


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
        If the folder holds no whole evaluation.
    """
    evaluation = read_evaluation(folder)
    probabilities = map(probability_column, evaluation.model.labels)
    wanted = FIT_COLUMNS if evaluation.lungs is not None else ("prediction", *probabilities)
    films = [line for line in read_predictions(folder, wanted) if line.measured]
    ordered = tuple(sorted(films, key=lambda line: (line.sha256, line.cells["file"])))
    return Evaluated(name or f"{evaluation.model.name} {evaluation.model.version}", evaluation, ordered)


def read_all_evaluated(folders: Sequence[Path]) -> tuple[Evaluated, ...]:
    """Read evaluations under the names of their models, or of their folders where models share a name.

    Raises
    ------
    DataError
        As of `read_evaluated`.
    """
    found = [read_evaluated(folder) for folder in folders]
    if len({one.name for one in found}) == len(found):
        return tuple(found)
    return tuple(replace(one, name=str(folder)) for one, folder in zip(found, folders, strict=True))


def compare(evaluations: Sequence[Evaluated]) -> Comparison:
    """Compare models on the same films: a table of them, and every pair film by film.

    Differences are of the second of a pair less the first, with 95 % intervals by bootstrap over groups,
    both drawn alike. Of classifiers, McNemar's exact test is on the films that only one of the two gets
    right.

    Parameters
    ----------
    evaluations
        Two or more, with different names.

    Raises
    ------
    DataError
        If they are fewer, or not of the same task and the same films with the same labels, classes and
        outlines.
    """
    _check_same(evaluations)
    first = evaluations[0]
    groups = [line.cells["group"] for line in first.films]
    compared = (_compared_lungs if first.segments else _compared_classes)(evaluations, draw_weights(groups))
    return Comparison(
        task="segment" if first.segments else "classify",
        films=len(first.films),
        groups=len(set(groups)),
        test_set_sha256=first.evaluation.data.sha256,
        models=tuple(_model(one, of) for one, of in zip(evaluations, compared.figures, strict=True)),
        pairs=compared.pairs,
    )


def _check_same(evaluations: Sequence[Evaluated]) -> None:
    """Refuse what cannot be compared film by film."""
    if len(evaluations) < 2:
        raise DataError("two evaluations or more are needed for a comparison")
    if len({one.name for one in evaluations}) < len(evaluations):
        raise DataError("two of the evaluations have the same name")
    for other in evaluations[1:]:
        _check_pair(evaluations[0], other)


def _check_pair(first: Evaluated, other: Evaluated) -> None:
    """Refuse an evaluation that has not the films, labels, classes and outlines of the first."""
    if first.segments is not other.segments:
        raise DataError(f"of {first.name} and {other.name} one is a classifier and one a segmentation")
    if _column(other, "sha256") != _column(first, "sha256"):
        common = {*_column(first, "sha256")} & {*_column(other, "sha256")}
        raise DataError(
            f"{other.name} was measured on other films than {first.name}: of {len(first.films)} and "
            f"{len(other.films)} films {len(common)} are the same"
        )
    if _column(other, "reference_sha256") != _column(first, "reference_sha256"):
        raise DataError(f"{other.name} was measured with other outlines of the lungs than {first.name}")
    if not first.segments and _column(other, "label") != _column(first, "label"):
        raise DataError(f"{other.name} was measured with other labels of the films than {first.name}")
    if set(other.evaluation.model.labels) != set(first.evaluation.model.labels):
        raise DataError(f"{other.name} knows other classes than {first.name}")


def _column(one: Evaluated, name: str) -> list[str]:
    return [line.cells.get(name, "") for line in one.films]


def _model(one: Evaluated, figures: Sequence[Figure]) -> ComparedModel:
    """Return a model of the table."""
    model = one.evaluation.model
    return ComparedModel(
        name=one.name,
        architecture=model.architecture,
        preset=model.preset,
        weights_sha256=model.weights_sha256,
        figures=tuple(figures),
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """Figures of each model, and every pair of them."""

    figures: tuple[tuple[Figure, ...], ...]
    pairs: tuple[Pair, ...]


def _compared_classes(evaluations: Sequence[Evaluated], weights: Weights) -> _Compared:
    """Compare classifiers."""
    names = [one.name for one in evaluations]
    answers = [class_answers_of(one.films, one.evaluation.model.labels, weights) for one in evaluations]
    right = [one.predicted == one.reference for one in answers]
    places = list(combinations(range(len(names)), 2))
    tests = with_holm([mcnemar(right[one], right[other]) for one, other in places])
    return _Compared(
        tuple(map(class_model_figures, answers)),
        tuple(
            Pair(
                first=names[one],
                second=names[other],
                differences=class_differences(answers[one], answers[other]),
                mcnemar=test,
            )
            for (one, other), test in zip(places, tests, strict=True)
        ),
    )


def _compared_lungs(evaluations: Sequence[Evaluated], weights: Weights) -> _Compared:
    """Compare segmentations."""
    names = [one.name for one in evaluations]
    values = [lung_values(one.films) for one in evaluations]
    return _Compared(
        tuple(lung_model_figures(one, weights) for one in values),
        tuple(
            Pair(
                first=names[one],
                second=names[other],
                differences=lung_differences(values[one], values[other], weights),
                mcnemar=None,
            )
            for one, other in combinations(range(len(names)), 2)
        ),
    )

"""Everything that is said of a classifier's answers in figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cxrviewer.inference.card import Card, Label
from cxrviewer.training.evaluation.class_measures import (
    CALIBRATION_BINS,
    Bools,
    ClassMeasures,
    Ranking,
    at_threshold,
    calibration_bins,
    confusion,
    curves,
    measures,
    ranking,
)
from cxrviewer.training.evaluation.film_answers import FilmAnswer
from cxrviewer.training.evaluation.interval_rule import FEWEST_FILMS
from cxrviewer.training.evaluation.resampling import Rows, Weights, draw_weights, interval
from cxrviewer.training.evaluation.schema import (
    CalibrationBin,
    ClassFigures,
    ClassView,
    Confusion,
    Curve,
    Figure,
    OperatingFigures,
)
from cxrviewer.training.evaluation.status import Status

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NORMAL, ABNORMAL = "normal", "any pathology"
CURVE_POINTS = 200


@dataclass(frozen=True)
class ClassAnswers:
    """Answers on films of known class, with the resamples that intervals come from.

    Attributes
    ----------
    probabilities
        (films, classes) float64.
    reference
        (films,) int64 class numbers.
    labels
        Of the classes.
    weights
        (1 + repeats, films), see `draw_weights`.
    """

    probabilities: Floats
    reference: Ints
    labels: tuple[str, ...]
    weights: Weights

    @cached_property
    def predicted(self) -> Ints:
        """(films,) the likeliest class."""
        return np.asarray(self.probabilities.argmax(axis=1), np.int64)

    @cached_property
    def matrix(self) -> Floats:
        """(1 + repeats, classes, classes) counts."""
        return confusion(self.weights, self.reference, self.predicted, len(self.labels))

    @cached_property
    def measures(self) -> ClassMeasures:
        """What follows from them."""
        return measures(self.matrix)

    @cached_property
    def ranked(self) -> tuple[tuple[Rows, Rows], ...]:
        """AUROC and average precision of each class against the rest."""
        every = (self._ranking(number) for number in range(len(self.labels)))
        return tuple((one.auroc, one.average_precision) for one in every)

    def _ranking(self, number: int) -> Ranking:
        return ranking(self.weights, self.reference == number, self.probabilities[:, number])

    def chosen(self, films: Bools) -> "ClassAnswers":
        """Return some of the films."""
        return ClassAnswers(
            self.probabilities[films],
            self.reference[films],
            self.labels,
            np.ascontiguousarray(self.weights[:, films]),
        )

    def figure(self, name: str, rows: Rows) -> Figure:
        """Return a figure of these films with its interval."""
        return made_figure(name, rows, len(self.reference))


def made_figure(name: str, rows: Rows, films: int) -> Figure:
    """Return a figure from its values over all films and over resamples; of few films, no interval."""
    if not np.isfinite(rows[0]):
        return Figure(name=name, value=None, films=films)
    low, high = (interval(rows) if films >= FEWEST_FILMS else None) or (None, None)
    return Figure(name=name, value=float(rows[0]), low=low, high=high, films=films)


def class_answers(answers: Sequence[FilmAnswer], labels: Sequence[str]) -> ClassAnswers:
    """Return the answers of films as arrays; each must have probabilities and one of the labels."""
    return ClassAnswers(
        np.array([one.probabilities for one in answers], np.float64).reshape(len(answers), len(labels)),
        np.array([labels.index(one.record.label) for one in answers], np.int64),
        tuple(labels),
        draw_weights([one.record.group for one in answers]),
    )


def overall_figures(found: ClassAnswers) -> tuple[Figure, ...]:
    """Return the figures of `figures_of_all` with their intervals."""
    return tuple(found.figure(name, rows) for name, rows in figures_of_all(found).items())


def figures_of_all(found: ClassAnswers) -> dict[str, Rows]:
    """Return accuracy, the macro averages and the calibration error, for all films and for each resample."""
    one = found.measures
    calibration = calibration_bins(found.weights, found.probabilities, found.reference)
    return {
        "accuracy": one.accuracy,
        "macro precision": one.macro_precision,
        "macro recall": one.macro_recall,
        "macro F1": one.macro_f1,
        "macro AUROC": _mean([area for area, _precision in found.ranked]),
        "macro average precision": _mean([precision for _area, precision in found.ranked]),
        "expected calibration error": calibration.expected_error,
    }


def _mean(parts: Sequence[Rows]) -> Rows:
    """Return the mean over the classes that the films define."""
    known = [part for part in parts if np.isfinite(part[0])]
    return np.asarray(np.mean(known, axis=0)) if known else parts[0]


def few_figures(found: ClassAnswers) -> tuple[Figure, ...]:
    """Return the figures of a part of the films."""
    one = found.measures
    return found.figure("accuracy", one.accuracy), found.figure("macro F1", one.macro_f1)


def figures_of_classes(found: ClassAnswers, labels: Sequence[Label]) -> tuple[ClassFigures, ...]:
    """Return the figures of each class against the rest (paper A, row A3; paper B, row B10)."""
    return tuple(_class_figures(found, number, label) for number, label in enumerate(labels))


def _class_figures(found: ClassAnswers, number: int, label: Label) -> ClassFigures:
    positive, one = found.reference == number, found.measures
    area, precision = found.ranked[number]
    return ClassFigures(
        name=label.name,
        title=label.title,
        films=int(positive.sum()),
        precision=found.figure("precision", one.precision[:, number]),
        recall=found.figure("recall", one.recall[:, number]),
        f1=found.figure("F1", one.f1[:, number]),
        auroc=found.figure("AUROC", area),
        average_precision=found.figure("average precision", precision),
        operating_point=_operating_figures(found, positive, number, label),
        curve=_curve(positive, found.probabilities[:, number]),
    )


def _operating_figures(
    found: ClassAnswers, positive: Bools, number: int, label: Label
) -> OperatingFigures | None:
    """Return what the card's threshold leads to; None where the card has none."""
    if label.threshold is None:
        return None
    one = at_threshold(found.weights, positive, found.probabilities[:, number], label.threshold)
    return OperatingFigures(
        threshold=label.threshold,
        origin=label.threshold_origin,
        sensitivity=found.figure("sensitivity", one.sensitivity),
        specificity=found.figure("specificity", one.specificity),
        positive_predictive_value=found.figure("positive predictive value", one.positive_predictive_value),
        negative_predictive_value=found.figure("negative predictive value", one.negative_predictive_value),
    )


def _curve(positive: Bools, score: Floats) -> Curve | None:
    """Return the points of the curves; None where the class is all or none of the films."""
    if positive.all() or not positive.any():
        return None
    false_rate, recall, precision, _scores = curves(positive, score)
    kept = np.unique(np.linspace(0, len(recall) - 1, CURVE_POINTS).round().astype(np.intp))
    return Curve(
        false_positive_rate=tuple(false_rate[kept].round(5).tolist()),
        recall=tuple(recall[kept].round(5).tolist()),
        precision=tuple(precision[kept].round(5).tolist()),
    )


def confusion_record(found: ClassAnswers) -> Confusion:
    """Return the confusion matrix of all films."""
    counts = found.matrix[0].astype(int).tolist()
    return Confusion(labels=found.labels, counts=tuple(map(tuple, counts)))


def calibration_record(found: ClassAnswers) -> tuple[CalibrationBin, ...]:
    """Return the reliability diagram as numbers (Guo et al. 2017, figure 1)."""
    bins = calibration_bins(found.weights[:1], found.probabilities, found.reference)
    rows = zip(bins.films[0], bins.confidence[0], bins.right[0], strict=True)
    return tuple(
        CalibrationBin(
            low=number / CALIBRATION_BINS,
            high=(number + 1) / CALIBRATION_BINS,
            films=int(films),
            confidence=float(confidence / films) if films else None,
            accuracy=float(right / films) if films else None,
        )
        for number, (films, confidence, right) in enumerate(rows)
    )


def grouped(found: ClassAnswers, groups: Mapping[str, Sequence[str]]) -> ClassAnswers:
    """Return the same answers in coarser classes, whose probabilities are sums."""
    members = [[found.labels.index(name) for name in names] for names in groups.values()]
    group_of = np.array(
        [next(g for g, of in enumerate(members) if n in of) for n in range(len(found.labels))]
    )
    summed = np.stack([found.probabilities[:, numbers].sum(axis=1) for numbers in members], axis=1)
    return ClassAnswers(summed, group_of[found.reference].astype(np.int64), tuple(groups), found.weights)


def class_views(found: ClassAnswers, card: Card) -> tuple[ClassView, ...]:
    """Return normal against any pathology, and the three classes that the card's groups make."""
    views = []
    others = [name for name in found.labels if name != NORMAL]
    if NORMAL in found.labels and len(others) > 1:
        views.append(_binary_view(grouped(found, {NORMAL: [NORMAL], ABNORMAL: others})))
    if card.groups:
        coarse = grouped(found, card.groups)
        name = f"{len(card.groups)} classes"
        views.append(
            ClassView(name=name, confusion=confusion_record(coarse), figures=overall_figures(coarse))
        )
    return tuple(views)


def _binary_view(found: ClassAnswers) -> ClassView:
    """Return how well pathology of any kind is told from none."""
    area, precision = found.ranked[1]
    recall = found.measures.recall
    figures = (
        found.figure("AUROC", area),
        found.figure("average precision", precision),
        found.figure("accuracy", found.measures.accuracy),
        found.figure("sensitivity", recall[:, 1]),
        found.figure("specificity", recall[:, 0]),
    )
    return ClassView(name=f"{NORMAL} against {ABNORMAL}", confusion=confusion_record(found), figures=figures)


def answered_films(answers: Sequence[FilmAnswer]) -> Bools:
    """Tell which films users would get an answer for."""
    return np.array([one.status is Status.ANSWERED for one in answers], bool)

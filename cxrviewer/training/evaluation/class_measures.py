"""Measures of a classification, each computed for all resamples at once.

`weights` is always (rows, films) float32, how often each film counts in each row, see `draw_weights`; a
measure returns (rows, ...) float64 and NaN where the films of a row do not define it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxrviewer.training.evaluation.resampling import Rows, Weights

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

CALIBRATION_BINS = 15


def confusion(weights: Weights, reference: Ints, predicted: Ints, classes: int) -> Floats:
    """Count films by class and answer.

    Returns
    -------
    (rows, classes, classes) float64
        First the class, then the answer.
    """
    cell = reference * classes + predicted
    counts = np.stack([weights[:, cell == one].sum(axis=1) for one in range(classes**2)], axis=1)
    return counts.reshape(-1, classes, classes).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class ClassMeasures:
    """What follows from a confusion matrix.

    Attributes
    ----------
    accuracy
        (rows,) share of right answers.
    precision, recall, f1
        (rows, classes); 0 where nothing right could be counted, as in scikit-learn; NaN for a class that
        neither occurs nor is answered.
    """

    accuracy: Rows
    precision: Floats
    recall: Floats
    f1: Floats

    @property
    def macro_precision(self) -> Rows:
        """(rows,) unweighted mean over the classes that occur or are answered."""
        return _mean_of_known(self.precision)

    @property
    def macro_recall(self) -> Rows:
        """(rows,) likewise."""
        return _mean_of_known(self.recall)

    @property
    def macro_f1(self) -> Rows:
        """(rows,) likewise."""
        return _mean_of_known(self.f1)


def _mean_of_known(values: Floats) -> Rows:
    """Return the mean over classes without those that are NaN."""
    known = np.isfinite(values)
    return _ratio(np.where(known, values, 0).sum(axis=1), known.sum(axis=1).astype(np.float64))


def _ratio(above: Floats, below: Floats, otherwise: float = np.nan) -> Floats:
    """Divide; `otherwise` where there is nothing to divide by."""
    quotient: Floats = np.divide(above, below, out=np.full(np.shape(below), otherwise), where=below > 0)
    return quotient


def measures(matrix: Floats) -> ClassMeasures:
    """Return accuracy, precision, recall and F1 (paper A, row A3) of (rows, classes, classes) counts."""
    right = np.diagonal(matrix, axis1=1, axis2=2)
    expected, given = matrix.sum(axis=2), matrix.sum(axis=1)
    seen = expected + given > 0

    def known(values: Floats) -> Floats:
        return np.where(seen, values, np.nan)

    return ClassMeasures(
        accuracy=_ratio(right.sum(axis=1), matrix.sum(axis=(1, 2))),
        precision=known(_ratio(right, given, 0.0)),
        recall=known(_ratio(right, expected, 0.0)),
        f1=_ratio(2 * right, expected + given),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """How well a score ranks the films of a class above the others.

    Attributes
    ----------
    hits, misses
        (rows, distinct scores) films of the class, and others, at or above each score, from the highest down.
    """

    hits: Floats
    misses: Floats

    @property
    def auroc(self) -> Rows:
        """(rows,) area under the ROC curve by trapezoids, ties counted by half (Hanley and McNeil 1982)."""
        before = np.concatenate([np.zeros((len(self.hits), 1)), self.hits[:, :-1]], axis=1)
        new = np.diff(self.misses, axis=1, prepend=0)
        return _ratio((new * (before + self.hits) / 2).sum(axis=1), self.hits[:, -1] * self.misses[:, -1])

    @property
    def average_precision(self) -> Rows:
        """(rows,) sum of precision times the step in recall, not interpolated, as in scikit-learn."""
        precision = _ratio(self.hits, self.hits + self.misses, 0.0)
        new = np.diff(self.hits, axis=1, prepend=0)
        return _ratio((new * precision).sum(axis=1), self.hits[:, -1])


def ranking(weights: Weights, positive: Bools, score: Floats) -> Ranking:
    """Rank films by a score, for all resamples at once."""
    order = np.argsort(-score, kind="stable")
    last = np.flatnonzero(np.append(np.diff(score[order]) != 0, True))
    ordered = weights[:, order].astype(np.float64)
    hits = np.cumsum(ordered * positive[order], axis=1)[:, last]
    misses = np.cumsum(ordered * ~positive[order], axis=1)[:, last]
    return Ranking(hits, misses)


def curves(positive: Bools, score: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the points of the ROC and the precision-recall curve, from the highest score down.

    Returns
    -------
    false_positive_rate, true_positive_rate, precision, score
        Each (distinct scores,); the true positive rate is the recall.
    """
    one = np.ones((1, len(score)), np.float32)
    ranked = ranking(one, positive, score)
    hits, misses = ranked.hits[0], ranked.misses[0]
    thresholds = np.unique(score)[::-1]
    return misses / misses[-1], hits / hits[-1], hits / (hits + misses), thresholds


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationBins:
    """Answers by their confidence, each (rows, bins); confidence and accuracy are sums, not means."""

    films: Floats
    confidence: Floats
    right: Floats

    @property
    def expected_error(self) -> Rows:
        """(rows,) mean gap of confidence and accuracy (Guo et al. 2017, equation 3)."""
        return _ratio(np.abs(self.confidence - self.right).sum(axis=1), self.films.sum(axis=1))


def calibration_bins(
    weights: Weights, probabilities: Floats, reference: Ints, bins: int = CALIBRATION_BINS
) -> CalibrationBins:
    """Sort the answers into equal bins of confidence.

    Parameters
    ----------
    weights
        See above.
    probabilities
        (films, classes).
    reference
        (films,) class numbers.
    bins
        How many.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == reference
    bin_of = np.minimum((confidence * bins).astype(np.intp), bins - 1)
    member = (bin_of[:, None] == np.arange(bins)).astype(np.float64)
    wide = weights.astype(np.float64)
    return CalibrationBins(
        films=wide @ member,
        confidence=wide @ (member * confidence[:, None]),
        right=wide @ (member * right[:, None]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class OperatingMeasures:
    """What calling a class present from a probability on leads to, each (rows,)."""

    sensitivity: Rows
    specificity: Rows
    positive_predictive_value: Rows
    negative_predictive_value: Rows


def at_threshold(weights: Weights, positive: Bools, score: Floats, threshold: float) -> OperatingMeasures:
    """Return sensitivity, specificity and predictive values where a class is called present from a score."""
    called = score >= threshold

    def count(chosen: Bools) -> Rows:
        return np.asarray(weights[:, chosen].sum(axis=1, dtype=np.float64))

    hits, missed = count(positive & called), count(positive & ~called)
    false, rejected = count(~positive & called), count(~positive & ~called)
    return OperatingMeasures(
        _ratio(hits, hits + missed),
        _ratio(rejected, rejected + false),
        _ratio(hits, hits + false),
        _ratio(rejected, rejected + missed),
    )

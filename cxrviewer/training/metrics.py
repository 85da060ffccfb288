"""Figures of merit, with bootstrap intervals over groups."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def dice(predicted: npt.NDArray[np.bool_], reference: npt.NDArray[np.bool_]) -> float:
    """Return the Dice coefficient 2|A ∩ B| / (|A| + |B|); 1 where both are empty."""
    total = int(predicted.sum()) + int(reference.sum())
    return 1.0 if total == 0 else 2 * int((predicted & reference).sum()) / total


def class_f1(reference: Ints, predicted: Ints, label: int) -> float:
    """Return the F1 of one class, 2 TP / (2 TP + FP + FN); 0 where it neither occurs nor is predicted."""
    expected, given = reference == label, predicted == label
    total = int(expected.sum()) + int(given.sum())
    return 2 * int((expected & given).sum()) / total if total else 0.0


def macro_f1(reference: Ints, predicted: Ints) -> float:
    """Return the unweighted mean of the F1 of the classes that occur or are predicted."""
    labels = np.union1d(reference, predicted)
    return float(np.mean([class_f1(reference, predicted, int(label)) for label in labels]))


def auroc(positive: npt.NDArray[np.bool_], score: Floats) -> float:
    """Return the area under the ROC curve from ranks (Hanley and McNeil 1982); no number without both sides.

    Parameters
    ----------
    positive
        (films,) whether the film has the class.
    score
        (films,) higher where the class is thought likelier; ties count by half.
    """
    count = int(positive.sum())
    others = len(positive) - count
    if count == 0 or others == 0:
        return float("nan")
    rank_sum = float(rankdata(score)[positive].sum())
    return (rank_sum - count * (count + 1) / 2) / (count * others)


def expected_calibration_error(probabilities: Floats, reference: Ints, bins: int = 15) -> float:
    """Return the mean gap of confidence and accuracy over equal bins of confidence (Guo et al. 2017, eq. 3).

    Parameters
    ----------
    probabilities
        (films, classes).
    reference
        (films,) class numbers.
    """
    confidence, correct = probabilities.max(axis=1), probabilities.argmax(axis=1) == reference
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[bin_of == number].sum() - correct[bin_of == number].sum()) for number in range(bins)
    ]
    return float(sum(gaps) / len(reference))


def bootstrap_interval(
    figure: Callable[[npt.NDArray[np.intp]], float],
    groups: Sequence[str],
    repeats: int = 500,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the 95 % interval of a figure by resampling whole groups with replacement.

    Parameters
    ----------
    figure
        Computes the figure from the indices of the films drawn.
    groups
        The group of each film.
    """
    names, group_of = np.unique(np.asarray(groups), return_inverse=True)
    order = np.argsort(group_of, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(group_of))[:-1])
    generator = np.random.default_rng(seed)
    drawn = (
        np.concatenate([members[number] for number in generator.integers(0, len(names), len(names))])
        for _ in range(repeats)
    )
    low, high = np.nanpercentile([figure(indices) for indices in drawn], (2.5, 97.5))
    return float(low), float(high)

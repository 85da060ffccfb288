"""Figures of merit that a training follows."""

import numpy as np
import numpy.typing as npt

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


def macro_f1_of_counts(counts: Floats) -> float:
    """Return what `macro_f1` does of a confusion matrix.

    Parameters
    ----------
    counts
        (classes, classes) films by class and answer.
    """
    total = counts.sum(axis=0) + counts.sum(axis=1)
    return float(np.mean(2 * counts.diagonal()[total > 0] / total[total > 0]))

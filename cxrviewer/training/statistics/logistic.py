"""A plain classifier of many numbers: standardised, the leading components, logistic regression."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MOST_STEPS = 100
_SPARE = 10  # directions of a random subspace beyond those asked for
_ROUNDS = 4
_STILL = 1e-6  # largest slope at the end
_LEAST_STEP = 1e-6

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """A multinomial logistic regression.

    Attributes
    ----------
    values
        (classes,) what it tells.
    weights
        (features + 1, classes); the last row is added to every film's.
    """

    values: Words
    weights: Floats

    def predict(self, features: Floats) -> Words:
        """Return the likeliest class of each row, (rows, features)."""
        return np.asarray(self.values[(_with_one(features) @ self.weights).argmax(axis=1)])


def standardised(features: npt.ArrayLike, seen: npt.ArrayLike) -> Floats:
    """Return features less their mean, over their deviation, among the rows that were seen.

    Parameters
    ----------
    features, seen
        (rows, features); a feature that is the same in all that were seen is not divided.
    """
    known = np.asarray(seen, np.float64)
    deviation = known.std(axis=0)
    return np.asarray((features - known.mean(axis=0)) / np.where(deviation > 0, deviation, 1))


def leading_components(centred: Floats, count: int, seed: int) -> Floats:
    """Return the directions in which rows differ most (Halko et al. 2011, algorithm 4.4).

    Parameters
    ----------
    centred
        (rows, features) of mean 0.
    count
        How many directions; as many as there can be where that is less.

    Returns
    -------
    (features, directions) float64
        Of length 1, at right angles.
    """
    width = min(count + _SPARE, *centred.shape)
    basis = np.random.default_rng(seed).normal(size=(centred.shape[1], width))
    for _round in range(_ROUNDS):
        basis = np.linalg.qr(centred.T @ np.linalg.qr(centred @ basis)[0])[0]
    _left, _sizes, turned = np.linalg.svd(centred @ basis, full_matrices=False)
    return np.asarray((basis @ turned.T)[:, :count])


def fit_logistic(features: Floats, truth: Words, penalty: float) -> Logistic:
    """Fit by Newton's method; every class counts the same, however many rows it has.

    Parameters
    ----------
    features
        (rows, features).
    truth
        (rows,) the class of each.
    penalty
        What half the sum of squared weights costs, beside the sum of the rows' negative log-likelihoods.
    """
    values, number = np.unique(truth, return_inverse=True)
    wanted = np.eye(len(values))[number]
    share = len(truth) / (len(values) * wanted.sum(axis=0))[number]
    rows = _with_one(features)
    ridge = np.full(rows.shape[1], penalty)
    ridge[-1] = 0

    def cost(weights: Floats) -> float:
        return float(-(share[:, None] * wanted * _log_softmax(rows @ weights)).sum() + _half(ridge, weights))

    weights = np.zeros((rows.shape[1], len(values)))
    for _step in range(MOST_STEPS):
        told = np.exp(_log_softmax(rows @ weights))
        slope = rows.T @ (share[:, None] * (told - wanted)) + ridge[:, None] * weights
        if np.abs(slope).max() < _STILL:
            break
        step = np.linalg.solve(_curvature(rows, told, share, ridge), slope.T.ravel())
        lower = _downhill(cost, weights, step.reshape(slope.T.shape).T)
        if lower is weights:
            break
        weights = lower
    return Logistic(values, weights)


def _with_one(features: Floats) -> Floats:
    return np.column_stack([features, np.ones(len(features))])


def _log_softmax(logits: Floats) -> Floats:
    moved = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(moved - np.log(np.exp(moved).sum(axis=1, keepdims=True)))


def _half(ridge: Floats, weights: Floats) -> float:
    return float((ridge[:, None] * weights**2).sum() / 2)


def _curvature(rows: Floats, told: Floats, share: Floats, ridge: Floats) -> Floats:
    """Return the second derivatives, (classes x features, classes x features).

    What the last row adds to all classes alike changes nothing; `alike` keeps it at 0.
    """
    classes, alike = range(told.shape[1]), np.zeros((len(ridge), len(ridge)))
    alike[-1, -1] = 1
    return np.block(
        [
            [
                (rows * (share * told[:, one] * ((one == other) - told[:, other]))[:, None]).T @ rows
                + (one == other) * np.diag(ridge)
                + alike
                for other in classes
            ]
            for one in classes
        ]
    )


def _downhill(cost: Callable[[Floats], float], weights: Floats, step: Floats) -> Floats:
    """Take a step, halved until the cost falls; none where it does not any more."""
    before, length = cost(weights), 1.0
    while cost(weights - length * step) > before:
        length /= 2
        if length < _LEAST_STEP:
            return weights
    return np.asarray(weights - length * step)

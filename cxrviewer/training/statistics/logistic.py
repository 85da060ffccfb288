"""A plain classifier of many numbers: standardised, the leading components, logistic regression."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

_ROUNDS = 4
_SPARE = 10  # directions of a random subspace beyond those asked for
_MOST_STEPS = 500
_STILL = 1e-6  # largest slope at the end

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
        (features, classes).
    bias
        (classes,).
    """

    values: Words
    weights: Floats
    bias: Floats

    def predict(self, features: Floats) -> Words:
        """Return the likeliest class of each row, (rows, features)."""
        return np.asarray(self.values[(features @ self.weights + self.bias).argmax(axis=1)])


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
    """Return the directions in which rows differ most (Halko et al. 2011).

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
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        _left, _sizes, directions = torch.svd_lowrank(torch.from_numpy(centred), width, _ROUNDS)
    return np.asarray(directions.numpy()[:, :count])


def fit_logistic(features: Floats, truth: Words, penalty: float) -> Logistic:
    """Fit by L-BFGS; every class counts the same, however many rows it has.

    Parameters
    ----------
    features
        (rows, features).
    truth
        (rows,) the class of each.
    penalty
        What half the sum of squared weights costs, beside the sum of the rows' negative log-likelihoods.
    """
    values, numbers, counts = np.unique(truth, return_inverse=True, return_counts=True)
    rows, wanted = torch.from_numpy(features), torch.from_numpy(numbers)
    share = torch.from_numpy(len(truth) / (len(values) * counts))
    weights = torch.zeros(features.shape[1], len(values), dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(len(values), dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS(
        [weights, bias], max_iter=_MOST_STEPS, tolerance_grad=_STILL, line_search_fn="strong_wolfe"
    )

    def cost() -> torch.Tensor:
        search.zero_grad()
        unlikely = functional.cross_entropy(rows @ weights + bias, wanted, share, reduction="sum")
        total = unlikely + penalty / 2 * weights.square().sum()
        total.backward()
        return total

    search.step(cost)
    return Logistic(values, weights.detach().numpy(), bias.detach().numpy())

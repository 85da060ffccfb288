"""Probabilities of a classifier's classes from its logits, as its card says."""

import numpy as np

from cxrviewer.inference.card import Card
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.inference.sessions import softmax


def class_probabilities(logits: FloatMap, card: Card) -> FloatMap:
    """Return calibrated probabilities that sum to 1.

    A network that was trained to part each class from all others answers a sigmoid for each. These are
    brought to the sum 1: the softmax of their logarithms, so that the temperature of the card calibrates
    them as it does the others, and the likeliest class stays the same.

    Parameters
    ----------
    logits
        (n, classes).
    card
        Of the model.

    Returns
    -------
    (n, classes) float32
    """
    scores = np.asarray(logits, np.float64)
    if card.probabilities == "one_vs_all":
        scores = -np.logaddexp(0, -scores)
    return softmax(np.asarray(scores / card.temperature, np.float32), axis=1)

"""How well each class is told from each other one, among the films of these two alone."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from cxrviewer.training.evaluation.class_figures import ClassAnswers
from cxrviewer.training.evaluation.class_measures import ranking
from cxrviewer.training.evaluation.interval_rule import FEWEST_FILMS
from cxrviewer.training.evaluation.schema import PairFigure


def class_pairs(found: ClassAnswers) -> tuple[PairFigure, ...]:
    """Return the AUROC of each pair of classes of which ten films or more are there (Hand & Till 2001).

    A film's score is p(positive) / (p(positive) + p(negative)): what is left of the answer where only these
    two are possible.
    """
    return tuple(_pairs(found))


def _pairs(found: ClassAnswers) -> Iterator[PairFigure]:
    counts = np.bincount(found.reference, minlength=len(found.labels))
    for negative, positive in combinations(range(len(found.labels)), 2):
        if min(counts[negative], counts[positive]) >= FEWEST_FILMS:
            yield _pair(found, negative, positive)


def _pair(found: ClassAnswers, negative: int, positive: int) -> PairFigure:
    films = found.chosen(np.isin(found.reference, (negative, positive)))
    one, other = films.probabilities[:, positive], films.probabilities[:, negative]
    score = one / np.maximum(one + other, np.finfo(np.float64).tiny)
    area = ranking(films.weights, films.reference == positive, score).auroc
    return PairFigure(
        positive=found.labels[positive], negative=found.labels[negative], auroc=films.figure("AUROC", area)
    )

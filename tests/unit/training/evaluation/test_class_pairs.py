"""Against scikit-learn's own one-against-one areas."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from cxrviewer.training.evaluation.class_figures import ClassAnswers
from cxrviewer.training.evaluation.class_pairs import class_pairs
from cxrviewer.training.evaluation.resampling import draw_weights

LABELS = ("normal", "bacterial", "viral")


def answers(counts: tuple[int, ...]) -> ClassAnswers:
    generator = np.random.default_rng(2)
    reference = np.repeat(np.arange(len(counts)), counts)
    powers = np.exp(generator.normal(0, 1, (len(reference), len(counts))) + np.eye(len(counts))[reference])
    groups = [str(number) for number in range(len(reference))]
    return ClassAnswers(
        powers / powers.sum(axis=1, keepdims=True), reference, LABELS, draw_weights(groups, 20, seed=1)
    )


def test_each_pair_is_judged_among_its_own_films() -> None:
    found = answers((30, 40, 50))
    pairs = class_pairs(found)
    assert [(one.negative, one.positive) for one in pairs] == [
        ("normal", "bacterial"),
        ("normal", "viral"),
        ("bacterial", "viral"),
    ]
    for one in pairs:
        classes = [LABELS.index(one.negative), LABELS.index(one.positive)]
        chosen = np.isin(found.reference, classes)
        both = found.probabilities[chosen][:, classes]
        wanted = roc_auc_score(found.reference[chosen] == classes[1], both[:, 1] / both.sum(axis=1))
        assert one.auroc.value == pytest.approx(wanted)
        assert one.auroc.films == chosen.sum()
        assert one.auroc.low is not None
        assert one.auroc.high is not None
        assert one.auroc.low < wanted < one.auroc.high


def test_pairs_of_few_films_are_left_out() -> None:
    assert [(one.negative, one.positive) for one in class_pairs(answers((30, 9, 50)))] == [
        ("normal", "viral")
    ]


def test_a_probability_of_nothing_ranks_last() -> None:
    found = answers((12, 12, 0))
    found.probabilities[:] = (0.0, 0.0, 1.0)
    assert class_pairs(found)[0].auroc.value == 0.5

"""Against scikit-learn, for all films and for resamples written out film by film."""

import numpy as np
import pytest
from sklearn import metrics

from cxrviewer.training.evaluation import class_measures
from cxrviewer.training.evaluation.resampling import draw_weights

CLASSES = 4
REPEATS = 12


def answers(films: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that are often right, rounded so that many tie, and classes of which the last is rare."""
    generator = np.random.default_rng(seed)
    reference = generator.choice(CLASSES, films, p=[0.5, 0.3, 0.18, 0.02])
    logits = generator.normal(0, 1, (films, CLASSES))
    logits[np.arange(films), reference] += 1.2
    powers = np.exp(logits)
    return np.round(powers / powers.sum(axis=1, keepdims=True), 2), reference.astype(np.int64)


PROBABILITIES, REFERENCE = answers(160, seed=1)
PREDICTED = PROBABILITIES.argmax(axis=1).astype(np.int64)
WEIGHTS = draw_weights([str(number // 2) for number in range(160)], REPEATS, seed=3)


def films_of(row: int) -> np.ndarray:
    """The films of a resample, each as often as it was drawn."""
    return np.repeat(np.arange(len(REFERENCE)), WEIGHTS[row].astype(int))


@pytest.mark.parametrize("row", range(REPEATS + 1))
def test_counts_and_averages(row: int) -> None:
    chosen = films_of(row)
    reference, predicted = REFERENCE[chosen], PREDICTED[chosen]
    matrix = class_measures.confusion(WEIGHTS, REFERENCE, PREDICTED, CLASSES)
    found = class_measures.measures(matrix)
    assert (matrix[row] == metrics.confusion_matrix(reference, predicted, labels=range(CLASSES))).all()
    assert found.accuracy[row] == pytest.approx(metrics.accuracy_score(reference, predicted))
    wanted = metrics.precision_recall_fscore_support(
        reference, predicted, labels=range(CLASSES), zero_division=0
    )
    for mine, theirs in zip((found.precision, found.recall, found.f1), wanted, strict=False):
        assert np.nan_to_num(mine[row]) == pytest.approx(theirs)
    averages = metrics.precision_recall_fscore_support(reference, predicted, average="macro", zero_division=0)
    macro = found.macro_precision, found.macro_recall, found.macro_f1
    assert [one[row] for one in macro] == pytest.approx(averages[:3])


@pytest.mark.parametrize("row", range(REPEATS + 1))
@pytest.mark.parametrize("label", range(3))
def test_ranking(row: int, label: int) -> None:
    chosen = films_of(row)
    positive, score = label == REFERENCE, PROBABILITIES[:, label]
    found = class_measures.ranking(WEIGHTS, positive, score)
    area, precision = found.auroc, found.average_precision
    assert area[row] == pytest.approx(metrics.roc_auc_score(positive[chosen], score[chosen]))
    assert precision[row] == pytest.approx(metrics.average_precision_score(positive[chosen], score[chosen]))


def test_what_one_class_alone_does_not_define_is_no_number() -> None:
    everyone = np.ones(160, bool)
    assert np.isnan(class_measures.ranking(WEIGHTS, everyone, PROBABILITIES[:, 0]).auroc).all()
    none = class_measures.ranking(WEIGHTS, ~everyone, PROBABILITIES[:, 0])
    assert np.isnan(none.average_precision).all()
    matrix = class_measures.confusion(WEIGHTS[:1], REFERENCE * 0, PREDICTED * 0, CLASSES)
    assert np.isnan(class_measures.measures(matrix).f1[0]).tolist() == [False, True, True, True]
    assert class_measures.measures(matrix).macro_f1[0] == 1


def test_curves() -> None:
    positive, score = REFERENCE == 1, PROBABILITIES[:, 1]
    false_rate, true_rate, precision, thresholds = class_measures.curves(positive, score)
    theirs = metrics.roc_curve(positive, score, drop_intermediate=False)
    assert np.concatenate([[0], false_rate]) == pytest.approx(theirs[0])
    assert np.concatenate([[0], true_rate]) == pytest.approx(theirs[1])
    assert thresholds == pytest.approx(theirs[2][1:])
    their_precision, their_recall, _ = metrics.precision_recall_curve(positive, score)
    found = set(zip(np.round(true_rate, 9), np.round(precision, 9), strict=True))
    assert set(zip(np.round(their_recall[:-1], 9), np.round(their_precision[:-1], 9), strict=True)) <= found


def test_operating_points() -> None:
    positive, score = REFERENCE == 0, PROBABILITIES[:, 0]
    for row in (0, 5):
        chosen = films_of(row)
        wanted, called = positive[chosen], score[chosen] >= 0.4
        found = class_measures.at_threshold(WEIGHTS, positive, score, 0.4)
        assert found.sensitivity[row] == pytest.approx(metrics.recall_score(wanted, called))
        assert found.specificity[row] == pytest.approx(metrics.recall_score(~wanted, ~called))
        assert found.positive_predictive_value[row] == pytest.approx(metrics.precision_score(wanted, called))
        assert found.negative_predictive_value[row] == pytest.approx(
            metrics.precision_score(~wanted, ~called)
        )


def test_calibration_by_hand() -> None:
    probabilities = np.array([[0.95, 0.05], [0.91, 0.09], [0.45, 0.55], [0.4, 0.6]])
    reference = np.array([0, 1, 1, 1])
    found = class_measures.calibration_bins(np.ones((1, 4), np.float32), probabilities, reference, 10)
    assert found.films[0].tolist() == [0, 0, 0, 0, 0, 1, 1, 0, 0, 2]
    # half of the two at 0.93 are right, both others are: (2 * 0.43 + 0.45 + 0.4) / 4
    assert found.expected_error[0] == pytest.approx(0.4275)

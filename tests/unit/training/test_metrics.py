import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score, roc_auc_score

from cxrviewer.training.metrics import (
    auroc,
    bootstrap_interval,
    class_f1,
    dice,
    expected_calibration_error,
    macro_f1,
)


def test_dice_by_hand() -> None:
    first = np.array([[1, 1, 1], [0, 0, 0]], bool)
    second = np.array([[0, 1, 1], [1, 0, 0]], bool)
    assert dice(first, second) == pytest.approx(2 * 2 / (3 + 3))
    assert dice(first, first) == 1
    assert dice(first, ~first) == 0


def test_dice_of_nothing() -> None:
    nothing, something = np.zeros((2, 2), bool), np.ones((2, 2), bool)
    assert dice(nothing, nothing) == 1
    assert dice(nothing, something) == 0


def test_macro_f1_by_hand() -> None:
    reference = np.array([0, 0, 0, 1, 2])
    predicted = np.array([0, 0, 1, 1, 0])
    # class 0: 2 right, 1 missed, 1 false: 4/6; class 1: 1 right, 1 false: 2/3; class 2: none right
    assert macro_f1(reference, predicted) == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)


ANSWERS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


@given(pairs=ANSWERS)
def test_f1_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    reference, predicted = np.array(pairs).T
    expected = f1_score(reference, predicted, average="macro", zero_division=0)
    assert macro_f1(reference, predicted) == pytest.approx(expected)
    assert class_f1(reference, predicted, 2) == pytest.approx(
        f1_score(reference == 2, predicted == 2, zero_division=0)
    )


@given(pairs=st.lists(st.tuples(st.booleans(), st.sampled_from([0.1, 0.3, 0.5, 0.9])), max_size=40))
def test_auroc_is_that_of_scikit_learn(pairs: list[tuple[bool, float]]) -> None:
    positive = np.array([True, False, *(one for one, _ in pairs)])
    score = np.array([0.4, 0.3, *(two for _, two in pairs)])
    assert auroc(positive, score) == pytest.approx(roc_auc_score(positive, score))


def test_without_both_sides_there_is_no_auroc() -> None:
    assert np.isnan(auroc(np.array([True, True]), np.array([0.1, 0.2])))
    assert np.isnan(auroc(np.array([False]), np.array([0.1])))


def test_calibration_error_by_hand() -> None:
    # two bins of ten: confidence 0.95 twice, one right; confidence 0.65 three times, all right
    probabilities = np.array([[0.95, 0.05], [0.95, 0.05], [0.65, 0.35], [0.65, 0.35], [0.65, 0.35]])
    reference = np.array([0, 1, 0, 0, 0])
    expected = 2 / 5 * abs(0.95 - 0.5) + 3 / 5 * abs(0.65 - 1)
    assert expected_calibration_error(probabilities, reference, bins=10) == pytest.approx(expected)


def test_calibration_error_of_the_sure_and_right() -> None:
    assert expected_calibration_error(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 1])) == 0


def test_the_interval_holds_the_figure_and_narrows_with_more_films() -> None:
    values = np.random.default_rng(0).normal(5, 1, 400)

    def interval(count: int) -> tuple[float, float]:
        chosen = values[:count]
        return bootstrap_interval(lambda i: float(chosen[i].mean()), [str(n) for n in range(count)])

    few, many = interval(25), interval(400)
    assert few[0] < values[:25].mean() < few[1]
    assert many[0] < values.mean() < many[1]
    assert many[1] - many[0] < (few[1] - few[0]) / 2
    # the normal approximation: 1.96 standard errors to each side
    assert many[1] - many[0] == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.15)


def test_whole_groups_are_drawn() -> None:
    groups = ["a", "b", "a", "c", "b", "a"]
    members = {"a": [0, 2, 5], "b": [1, 4], "c": [3]}
    drawn: list[np.ndarray] = []

    def look(indices: np.ndarray) -> float:
        drawn.append(indices)
        return 0.0

    bootstrap_interval(look, groups, repeats=50)
    assert len(drawn) == 50
    for indices in drawn:
        counts = np.bincount(indices, minlength=6)
        times = [set(counts[films]) for films in members.values()]
        assert all(len(one) == 1 for one in times)  # all films of a group equally often
        assert sum(one.pop() for one in times) == 3  # as many groups as there are


def test_films_of_one_patient_widen_the_interval() -> None:
    values = np.repeat(np.random.default_rng(1).normal(0, 1, 20), 10)

    def mean(indices: np.ndarray) -> float:
        return float(values[indices].mean())

    alone = bootstrap_interval(mean, [str(n) for n in range(200)])
    together = bootstrap_interval(mean, [str(n // 10) for n in range(200)])
    assert together[1] - together[0] > 2 * (alone[1] - alone[0])


def test_the_interval_is_the_same_every_time() -> None:
    values = np.arange(30.0)
    first, second = (
        bootstrap_interval(lambda i: float(values[i].mean()), [str(n) for n in range(30)]) for _ in range(2)
    )
    assert first == second

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, f1_score

from cxrviewer.training.metrics import class_f1, dice, macro_f1, macro_f1_of_counts


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
    counts = confusion_matrix(reference, predicted, labels=range(4)).astype(np.float64)
    assert macro_f1_of_counts(counts) == pytest.approx(expected)
    assert class_f1(reference, predicted, 2) == pytest.approx(
        f1_score(reference == 2, predicted == 2, zero_division=0)
    )

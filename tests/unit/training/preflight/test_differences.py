import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from cxrviewer.training.preflight.differences import auroc, cramers_v


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_the_auroc_is_that_of_scikit_learn(cases: list[tuple[int, bool]]) -> None:
    values, positive = np.array([case[0] for case in cases], float), np.array([case[1] for case in cases])
    if positive.all() or not positive.any():
        return
    assert auroc(values, positive) == pytest.approx(roc_auc_score(positive, values))


def test_cramers_v_of_known_tables() -> None:
    same, p = cramers_v(np.array([[50, 0], [0, 50]]))
    assert same == pytest.approx(1, abs=0.01)
    assert p < 1e-10
    assert cramers_v(np.array([[25, 25], [25, 25]])) == (0, 1)
    assert cramers_v(np.array([[25, 25]])) == (0, 1)
    # phi squared 0.36 by hand: 100 films, 80 of them where class and value agree
    value, _p = cramers_v(np.array([[40, 10], [10, 40]]))
    assert value == pytest.approx(0.6, abs=0.01)


def test_many_values_of_few_films_are_no_association() -> None:
    random = np.random.default_rng(0)
    table = np.zeros((60, 2), int)
    np.add.at(table, (np.arange(120) % 60, random.integers(0, 2, 120)), 1)
    assert cramers_v(table)[0] < 0.3

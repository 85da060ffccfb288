import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxrviewer.training.statistics.chance import chi_squared, even_binomial_p


@given(st.integers(1, 3000), st.floats(0, 1))
def test_the_binomial_test_is_that_of_scipy(trials: int, share: float) -> None:
    successes = round(share * trials)
    wanted = stats.binomtest(successes, trials, 0.5).pvalue
    assert even_binomial_p(successes, trials) == pytest.approx(wanted, rel=1e-9)


def test_of_no_trials_all_is_chance() -> None:
    assert even_binomial_p(0, 0) == 1


@pytest.mark.parametrize("shape", [(2, 2), (3, 2), (4, 5), (60, 4), (300, 3)])
def test_chi_squared_of_a_table_is_that_of_scipy(shape: tuple[int, int]) -> None:
    table = np.random.default_rng(sum(shape)).integers(1, 30, shape)
    wanted = stats.chi2_contingency(table, correction=False)
    assert chi_squared(table) == pytest.approx((wanted.statistic, wanted.pvalue))

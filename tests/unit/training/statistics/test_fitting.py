from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from sklearn.isotonic import IsotonicRegression

from cxrviewer.training.statistics.fitting import isotonic, lowest


@given(st.floats(0.2, 5))
def test_the_lowest_point_is_found(place: float) -> None:
    assert lowest(lambda x: (x - place) ** 4 + abs(x - place), 0.2, 5) == pytest.approx(place, abs=1e-5)


def test_the_lowest_point_is_that_of_scipy_where_the_valley_is_lopsided() -> None:
    def valley(x: float) -> float:
        return exp(-x) + x / 9

    wanted = minimize_scalar(valley, bounds=(0.2, 5), method="bounded").x
    assert lowest(valley, 0.2, 5) == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize(("slope", "end"), [(1, 0.2), (-1, 5)])
def test_a_function_that_only_falls_is_lowest_at_its_end(slope: int, end: float) -> None:
    assert lowest(lambda x: slope * x, 0.2, 5) == pytest.approx(end, abs=1e-5)


@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=60))
def test_the_steps_are_those_of_scikit_learn(seen: list[tuple[int, bool]]) -> None:
    places, values = np.array([one[0] for one in seen], float), np.array([one[1] for one in seen], float)
    wanted = IsotonicRegression(out_of_bounds="clip").fit(places, values).predict(places)
    assert isotonic(places, values) == pytest.approx(wanted, abs=1e-6)

import numpy as np
import pytest

from cxrviewer.training.evaluation.resampling import draw_weights, interval, means


def alone(films: int) -> list[str]:
    """Every film of a patient of its own."""
    return [str(number) for number in range(films)]


def test_resampling_keeps_groups_together() -> None:
    groups = ["a", "b", "b", "c", "b"]
    weights = draw_weights(groups, repeats=400, seed=0)
    assert (weights[0] == 1).all()
    assert (weights[:, 1] == weights[:, 2]).all()
    assert (weights[:, 1] == weights[:, 4]).all()
    assert (weights[:, [0, 1, 3]].sum(axis=1) == 3).all(), "three groups are drawn each time"
    assert (draw_weights(groups, 400, seed=0) == weights).all()
    assert weights[1:, 0].mean() == pytest.approx(1, abs=0.15)


def test_interval_of_a_mean_is_that_of_theory() -> None:
    values = np.random.default_rng(0).normal(10, 3, 900)
    found = interval(means(values, draw_weights(alone(900), repeats=2000)))
    assert found == pytest.approx((values.mean() - 1.96 * 0.1, values.mean() + 1.96 * 0.1), abs=0.02)
    assert interval(np.array([1.0, np.nan, np.nan])) is None


def test_more_films_narrow_the_interval() -> None:
    values = np.random.default_rng(0).normal(5, 1, 400)
    few, many = (interval(means(values[:films], draw_weights(alone(films)))) for films in (25, 400))
    assert few is not None
    assert many is not None
    assert few[0] < values[:25].mean() < few[1]
    assert many[1] - many[0] < (few[1] - few[0]) / 2


def test_films_of_one_patient_widen_the_interval() -> None:
    values = np.repeat(np.random.default_rng(1).normal(0, 1, 20), 10)
    apart = interval(means(values, draw_weights(alone(200))))
    together = interval(means(values, draw_weights([str(number // 10) for number in range(200)])))
    assert apart is not None
    assert together is not None
    assert together[1] - together[0] > 2 * (apart[1] - apart[0])


def test_a_mean_leaves_out_films_without_a_value() -> None:
    weights = np.array([[1, 1, 1], [2, 0, 1], [0, 3, 0]], np.float32)
    found = means(np.array([1.0, np.nan, 4.0]), weights)
    assert found[:2] == pytest.approx([2.5, 2.0])
    assert np.isnan(found[2]), "only the film without a value was drawn"

import numpy as np
import pytest

from cxrviewer.training.gate.exposure import Exposure

SIDE = 64


@pytest.fixture
def exposure() -> Exposure:
    return Exposure(SIDE, np.random.default_rng(0))


def test_a_long_bone_is_brightest_at_its_rims_and_bounded_by_its_radius(exposure: Exposure) -> None:
    exposure.tube((0.5, -0.5), (0.5, 1.5), 0.2, flare=0.0)
    across = exposure.path[SIDE // 2]
    rim, middle = across[SIDE // 2 - round(0.14 * SIDE)], across[SIDE // 2]
    assert rim > middle > 0
    assert (across > 0).sum() == pytest.approx(0.4 * SIDE, abs=2)


def test_a_shell_is_hollow_and_a_ball_is_not(exposure: Exposure) -> None:
    exposure.shell((0.5, 0.5), (0.4, 0.4), 0.1)
    shell = exposure.path[SIDE // 2].copy()
    exposure.ball((0.5, 0.5), (0.4, 0.4))
    ball = exposure.path[SIDE // 2] - shell
    assert shell.argmax() < SIDE // 4
    assert shell[SIDE // 2] < 0.5 * shell.max()
    assert ball[SIDE // 2] == ball.max()


def test_limbs_of_tissue_do_not_add_up_and_gas_takes_away(exposure: Exposure) -> None:
    exposure.tissue((0.5, 0.0), (0.5, 1.0), 0.3, 0.3)
    once = exposure.path.copy()
    exposure.tissue((0.5, 0.0), (0.5, 1.0), 0.3, 0.3)
    assert np.array_equal(exposure.path, once)
    exposure.ball((0.5, 0.5), (0.1, 0.1), density=-0.5)
    assert exposure.path[SIDE // 2, SIDE // 2] < once[SIDE // 2, SIDE // 2]


def test_a_rod_runs_through_its_points(exposure: Exposure) -> None:
    exposure.curve([(0.2, 0.2), (0.2, 0.8), (0.8, 0.8)], 0.05)
    places = [
        exposure.path[round(y * SIDE), round(x * SIDE)] for x, y in ((0.2, 0.5), (0.5, 0.8), (0.6, 0.3))
    ]
    assert places[0] > 0.2
    assert places[1] > 0.2
    assert places[2] == 0


def test_on_the_film_dense_is_bright(exposure: Exposure) -> None:
    exposure.tissue((0.5, -1.0), (0.5, 2.0), 0.3, 0.3)
    exposure.tube((0.5, -1.0), (0.5, 2.0), 0.1)
    film = exposure.film()
    assert film.dtype == np.uint8
    assert film.shape == (SIDE, SIDE)
    assert film[20:44, 28:36].mean() > film[20:44, 15:20].mean() > film[20:44, 3:7].mean()

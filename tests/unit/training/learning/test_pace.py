from dataclasses import replace

import pytest

from cxrviewer.training.learning.pace import Pace
from cxrviewer.training.presets import Preset


class Clock:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_films_in_a_second_are_those_of_the_epoch_without_pauses(plain: Preset, clock: Clock) -> None:
    pace = Pace(plain, 40, 10, clock)
    pace.begin_epoch()
    clock.now += 5
    pace.trained(20, 32)
    assert pace.images_per_s() == pytest.approx(4)
    clock.now += 100
    pace.paused(100)
    assert pace.images_per_s() == pytest.approx(4)
    pace.begin_epoch()
    clock.now += 1
    pace.trained(8, 32)
    assert pace.images_per_s() == pytest.approx(8)


def test_the_time_left_follows_the_pixels(plain: Preset, clock: Clock) -> None:
    # 30 films at 10 a second at 16 pixels: 3 s an epoch, and 12 s at 32; a validation film, always at 32,
    # as a third of one: 4 s
    preset = replace(plain, sizes=(16, 32), epochs=(2, 1))
    pace = Pace(preset, 30, 30, clock)
    pace.begin_epoch()
    assert pace.left_s(0, 0) == 0  # nothing is known yet
    clock.now += 1
    pace.trained(10, 16)
    assert pace.left_s(0, 10) == pytest.approx((2 + 4) + (3 + 4) + (12 + 4))
    clock.now += 2 + 4
    pace.trained(20, 16)
    pace.validated(30)
    assert pace.left_s(1, 0) == pytest.approx((3 + 4) + (12 + 4))
    assert pace.left_s(3, 0) == 0


def test_an_event_is_due_now_and_then(plain: Preset, clock: Clock) -> None:
    pace = Pace(plain, 4, 4, clock)
    answers = []
    for _ in range(10):
        clock.now += 0.5
        answers.append(pace.due(2.0))
    assert answers == [False, False, False, True] * 2 + [False, False]

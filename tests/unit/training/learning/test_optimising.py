from dataclasses import replace

import pytest
import torch

from cxrviewer.training.learning.optimising import learning_rate, moving_average
from cxrviewer.training.presets import Preset


def test_the_learning_rate_warms_up_and_falls_to_nought(plain: Preset) -> None:
    preset = replace(plain, learning_rate=2.0, warmup=0.1)
    rates = [learning_rate(preset, done) for done in (0.0, 0.05, 0.1, 0.55, 1.0)]
    assert rates == pytest.approx([0, 1, 2, 1, 0], abs=1e-9)
    later = [learning_rate(preset, 0.1 + 0.9 * step / 50) for step in range(51)]
    assert later == sorted(later, reverse=True)
    assert learning_rate(replace(preset, warmup=0.0), 0.0) == 2.0


@pytest.mark.parametrize(("count", "decay"), [(0, 0.1), (90, 0.91), (10**6, 0.95)])
def test_the_moving_average_forgets_fast_at_first(count: int, decay: float) -> None:
    average, current = [torch.tensor([1.0]), torch.tensor(3)], [torch.tensor([0.0]), torch.tensor(7)]
    moving_average(0.95)(average, current, count)
    assert average[0].item() == pytest.approx(decay)
    assert average[1].item() == 7  # a counter is taken over as it is

from dataclasses import replace

import pytest
import torch
from torch import nn

from cxrviewer.training.learning.optimising import learning_rate, make_optimizer
from cxrviewer.training.presets import Preset


def one_step(preset: Preset, steps: int = 1) -> float:
    """Return where a weight of 2 gets to by steps along a gradient of 0.5."""
    network = nn.Linear(1, 1, bias=False)
    nn.init.constant_(network.weight, 2.0)
    optimizer = make_optimizer(network, preset)
    for _step in range(steps):
        network.weight.grad = torch.full((1, 1), 0.5)
        optimizer.step()
    return network.weight.item()


@pytest.fixture
def recipe(plain: Preset) -> Preset:
    return replace(plain, learning_rate=0.1, weight_decay=0.06, momentum=0.9)


def test_sgd_steps_along_the_gradient_with_l2(recipe: Preset) -> None:
    gradient = 0.5 + 0.06 * 2
    assert one_step(replace(recipe, optimizer="sgd")) == pytest.approx(2 - 0.1 * gradient)


def test_sgd_goes_on_with_momentum(recipe: Preset) -> None:
    plain = replace(recipe, optimizer="sgd", weight_decay=0.0)
    second = 0.5 + 0.9 * 0.5
    assert one_step(plain, 2) == pytest.approx(2 - 0.1 * 0.5 - 0.1 * second)
    assert one_step(replace(plain, momentum=0.0), 2) == pytest.approx(1.9)


def test_adamw_decays_beside_its_step_and_adam_within_it(recipe: Preset) -> None:
    # the first step of Adam is as long as the learning rate, whatever the gradient
    assert one_step(replace(recipe, optimizer="adam")) == pytest.approx(1.9, abs=1e-6)
    assert one_step(replace(recipe, optimizer="adamw")) == pytest.approx(1.9 - 0.1 * 0.06 * 2, abs=1e-6)


def test_a_constant_rate_stays(recipe: Preset) -> None:
    constant = replace(recipe, schedule="constant", warmup=0.0)
    assert {learning_rate(constant, done / 10) for done in range(11)} == {0.1}
    warmed = replace(constant, warmup=0.2)
    assert [learning_rate(warmed, done) for done in (0, 0.1, 0.2, 1)] == pytest.approx([0, 0.05, 0.1, 0.1])


def test_a_rate_in_steps_falls_after_so_many_epochs(recipe: Preset) -> None:
    stepped = replace(
        recipe, schedule="step", warmup=0.0, epochs=(4, 5), sizes=(16, 32), step_epochs=3, step_factor=0.5
    )
    rates = [learning_rate(stepped, epoch / 9) for epoch in range(9)]
    assert rates == pytest.approx([0.1] * 3 + [0.05] * 3 + [0.025] * 3)
    assert learning_rate(stepped, 2.99 / 9) == 0.1

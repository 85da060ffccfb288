"""How weights follow from gradients: the optimiser, its learning rate, and the average that is kept."""

import math
from collections.abc import Callable

import torch
from torch import nn

from cxrviewer.training.presets import Optimizer, Preset, Schedule

Tensors = tuple[torch.Tensor, ...] | list[torch.Tensor]


def make_optimizer(network: nn.Module, preset: Preset) -> torch.optim.Optimizer:
    """Return the optimiser of a preset.

    AdamW decays weights beside its steps (Loshchilov & Hutter 2019); of Adam and of stochastic gradient
    descent the decay is a term of the gradient, which is the factor of L2 regularisation.
    """
    weights, rate, decay = network.parameters(), preset.learning_rate, preset.weight_decay
    if preset.optimizer == Optimizer.SGD:
        return torch.optim.SGD(weights, lr=rate, momentum=preset.momentum, weight_decay=decay)
    if preset.optimizer == Optimizer.ADAM:
        return torch.optim.Adam(weights, lr=rate, weight_decay=decay)
    return torch.optim.AdamW(weights, lr=rate, weight_decay=decay)


def learning_rate(preset: Preset, done: float) -> float:
    """Return the learning rate when the given share of all steps, 0 to 1, is done: warm-up, then schedule."""
    if done < preset.warmup:
        return preset.learning_rate * done / preset.warmup
    return preset.learning_rate * _share_of_rate(preset, done)


def _share_of_rate(preset: Preset, done: float) -> float:
    """Return what the schedule leaves of the largest learning rate after the warm-up."""
    if preset.schedule == Schedule.CONSTANT:
        return 1.0
    if preset.schedule == Schedule.STEP:
        epoch = math.floor(done * sum(preset.epochs) + 1e-9)  # the share of whole epochs may be rounded down
        return float(preset.step_factor ** (epoch // preset.step_epochs))
    return 0.5 * (1 + math.cos(math.pi * (done - preset.warmup) / (1 - preset.warmup)))


def moving_average(limit: float) -> Callable[[Tensors, Tensors, torch.Tensor | int], None]:
    """Return an exponential moving average whose decay rises from 0.1 to the limit while steps are few."""

    def update(averages: Tensors, currents: Tensors, count: torch.Tensor | int) -> None:
        steps = int(count)
        decay = min(limit, (1 + steps) / (10 + steps))
        for average, current in zip(averages, currents, strict=True):
            if average.is_floating_point():
                average.lerp_(current, 1 - decay)
            else:
                average.copy_(current)

    return update

"""How weights follow from gradients: the optimiser, its learning rate, and the average that is kept."""

import math
from collections.abc import Callable

import torch
from torch import nn

from cxrviewer.training.presets import Preset

Tensors = tuple[torch.Tensor, ...] | list[torch.Tensor]


def make_optimizer(network: nn.Module, preset: Preset) -> torch.optim.Optimizer:
    """Return the optimiser of a preset."""
    return torch.optim.AdamW(network.parameters(), lr=preset.learning_rate, weight_decay=preset.weight_decay)


def learning_rate(preset: Preset, done: float) -> float:
    """Return the learning rate when the given share of all steps, 0 to 1, is done: warm-up, then cosine."""
    if done < preset.warmup:
        return preset.learning_rate * done / preset.warmup
    return preset.learning_rate * 0.5 * (1 + math.cos(math.pi * (done - preset.warmup) / (1 - preset.warmup)))


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

"""FC-DenseNet (Jégou et al. 2017, "The One Hundred Layers Tiramisu"), as published, for one grey channel."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn


def _layer(inputs: int, outputs: int, kernel: int, dropout: float) -> nn.Sequential:
    """Return normalisation, ReLU, convolution and dropout (table 1)."""
    return nn.Sequential(
        nn.BatchNorm2d(inputs),
        nn.ReLU(inplace=True),
        nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2),
        nn.Dropout2d(dropout),
    )


class DenseBlock(nn.Module):
    """Layers that each see what came in and what all layers before them gave (figure 2).

    Parameters
    ----------
    inputs
        Channels that come in.
    layers
        Number of layers.
    growth
        Channels that each layer gives.
    dropout
        Probability of dropping a map in training.
    """

    def __init__(self, inputs: int, layers: int, growth: int, dropout: float) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            _layer(inputs + index * growth, growth, 3, dropout) for index in range(layers)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, inputs, h, w) -> (n, layers × growth, h, w): what the layers gave, without what came in."""
        given: list[torch.Tensor] = []
        for layer in self.layers:
            given.append(layer(torch.cat([x, *given], dim=1)))
        return torch.cat(given, dim=1)


class FCDenseNet(nn.Module):
    """Dense blocks on the way down and up, joined by skips; input sides must be multiples of 2**levels.

    A transition down is normalisation, ReLU, 1×1 convolution, dropout and 2×2 max pooling; a transition up is
    one 3×3 transposed convolution of stride 2 on what the block before it gave (without what came into that
    block, section 3.2).

    Parameters
    ----------
    classes
        Number of output maps, background included.
    layers
        Layers of the dense blocks on the way down; on the way up in reverse.
    bottleneck
        Layers of the block in between.
    growth
        Channels that each layer gives.
    first
        Channels of the first convolution.
    dropout
        Probability of dropping a map in training.
    """

    def __init__(
        self,
        classes: int,
        layers: Sequence[int] = (4, 5, 7, 10, 12),
        bottleneck: int = 15,
        growth: int = 16,
        first: int = 48,
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, first, 3, padding=1)
        skips = [first + growth * sum(layers[: level + 1]) for level in range(len(layers))]
        self.down = nn.ModuleList(
            DenseBlock(inputs, count, growth, dropout)
            for inputs, count in zip([first, *skips], layers, strict=False)
        )
        self.transitions_down = nn.ModuleList(
            nn.Sequential(_layer(skip, skip, 1, dropout), nn.MaxPool2d(2)) for skip in skips
        )
        self.bottleneck = DenseBlock(skips[-1], bottleneck, growth, dropout)
        gave = [growth * count for count in (bottleneck, *reversed(layers))]
        self.transitions_up = nn.ModuleList(
            nn.ConvTranspose2d(channels, channels, 3, stride=2, padding=1, output_padding=1)
            for channels in gave[:-1]
        )
        self.up = nn.ModuleList(
            DenseBlock(skip + before, now // growth, growth, dropout)
            for skip, (before, now) in zip(reversed(skips), pairwise(gave), strict=True)
        )
        self.head = nn.Conv2d(skips[0] + gave[-2] + gave[-1], classes, 1)
        self.apply(_first_weights)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, 1, h, w) -> logits (n, classes, h, w)."""
        x = self.stem(x)
        skips: list[torch.Tensor] = []
        for block, transition in zip(self.down, self.transitions_down, strict=True):
            skips.append(torch.cat([x, block(x)], dim=1))
            x = transition(skips[-1])
        gave = self.bottleneck(x)
        for transition, block in zip(self.transitions_up, self.up, strict=True):
            x = torch.cat([transition(gave), skips.pop()], dim=1)
            gave = block(x)
        logits: torch.Tensor = self.head(torch.cat([x, gave], dim=1))
        return logits


def _first_weights(module: nn.Module) -> None:
    """Draw the weights of a convolution as section 4.1 says: uniform, after He et al. 2015."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)

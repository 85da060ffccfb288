"""A plain residual classifier small enough to train on two CPU cores."""

from collections.abc import Sequence

import torch
from torch import nn


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions with a skip (He et al. 2016, figure 2); the first may halve the picture."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        same = stride == 1 and inputs == outputs
        self.skip: nn.Module = (
            nn.Identity()
            if same
            else nn.Sequential(
                nn.AvgPool2d(stride, ceil_mode=True) if stride > 1 else nn.Identity(),
                nn.Conv2d(inputs, outputs, 1, bias=False),
                nn.BatchNorm2d(outputs),
            )
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, inputs, h, w) -> (n, outputs, h / stride, w / stride)."""
        total: torch.Tensor = self.body(x) + self.skip(x)
        return torch.relu(total)


class ResidualClassifier(nn.Module):
    """Stem, residual stages that halve the picture, global average pooling, one linear layer.

    Because the head is one linear layer on averaged maps, Grad-CAM needs no backward pass: the gradient of a
    logit at the last maps is the layer's weights over the number of positions (Selvaraju et al. 2017, eq. 1).

    Parameters
    ----------
    classes
        Number of logits.
    widths
        Channels of the stem and of each stage.
    blocks
        Residual blocks per stage.
    dropout
        Probability of dropping a pooled feature in training.
    """

    def __init__(
        self, classes: int, widths: Sequence[int] = (16, 32, 64, 128), blocks: int = 2, dropout: float = 0.2
    ) -> None:
        super().__init__()
        stem, *stages = widths
        layers: list[nn.Module] = [
            nn.Conv2d(1, stem, 5, 2, 2, bias=False),
            nn.BatchNorm2d(stem),
            nn.ReLU(inplace=True),
        ]
        previous = stem
        for width in stages:
            for index in range(blocks):
                layers.append(ResidualBlock(previous, width, 2 if index == 0 else 1))
                previous = width
        self.features = nn.Sequential(*layers)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(previous, classes)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(n, 1, h, w) -> logits (n, classes) and last feature maps (n, channels, h / 16, w / 16)."""
        maps = self.features(x)
        logits: torch.Tensor = self.head(self.dropout(maps.mean(dim=(2, 3))))
        return logits, maps

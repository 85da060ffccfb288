"""A plain residual classifier small enough to train on two CPU cores."""

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn import functional


class Blur(nn.Module):
    """The binomial filter 1-2-1 along both axes, so that what is halved next holds nothing too fine for it.

    Without it the answer depends on where the grid happens to lie over the film (Zhang 2019, section 3.2).
    """

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, channels, h, w) -> the same shape; beyond the edge its values are repeated."""
        padded = functional.pad(x, (1, 1, 1, 1), mode="replicate")
        return functional.avg_pool2d(functional.avg_pool2d(padded, 2, 1), 2, 1)


def _halving(inputs: int, outputs: int, size: int, stride: int, *, blur: bool) -> list[nn.Module]:
    """Return a convolution, after a blur where one is wanted and the picture gets smaller."""
    convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
    return [Blur(), convolution] if blur and stride > 1 else [convolution]


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions with a skip (He et al. 2016, figure 2); the first may halve the picture."""

    def __init__(self, inputs: int, outputs: int, stride: int, *, blur: bool = False) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *_halving(inputs, outputs, 3, stride, blur=blur),
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
    blur
        Whether a `Blur` comes before every convolution that halves the picture.
    """

    def __init__(
        self,
        classes: int,
        widths: Sequence[int] = (16, 32, 64, 128),
        blocks: int = 2,
        dropout: float = 0.2,
        *,
        blur: bool = False,
    ) -> None:
        super().__init__()
        stem, *stages = widths
        layers: list[nn.Module] = [
            *_halving(1, stem, 5, 2, blur=blur),
            nn.BatchNorm2d(stem),
            nn.ReLU(inplace=True),
        ]
        previous = stem
        for width in stages:
            for index in range(blocks):
                layers.append(ResidualBlock(previous, width, 2 if index == 0 else 1, blur=blur))
                previous = width
        self.features = nn.Sequential(*layers)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(previous, classes)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(n, 1, h, w) -> logits (n, classes) and last feature maps (n, channels, h / 16, w / 16)."""
        maps = self.features(x)
        logits: torch.Tensor = self.head(self.dropout(maps.mean(dim=(2, 3))))
        return logits, maps

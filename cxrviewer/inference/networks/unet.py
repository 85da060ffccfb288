"""U-Net (Ronneberger et al. 2015) with batch normalisation and selectable width."""

import torch
from torch import nn
from torch.nn import functional


def _double_convolution(inputs: int, outputs: int) -> nn.Sequential:
    """Return two 3×3 convolutions that keep the size."""
    layers: list[nn.Module] = []
    for source in (inputs, outputs):
        layers += [
            nn.Conv2d(source, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        ]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    """Contracting and expanding path with skips; input sides must be multiples of fold * 2**depth.

    Parameters
    ----------
    classes
        Number of output maps, background included.
    width
        Channels of the first level; each deeper level has twice as many.
    depth
        Times that the picture is halved.
    fold
        Side of the blocks of pixels that become channels before the first level and pixels again after the
        last one (Shi et al. 2016, sub-pixel convolution): more channels for the same time; 1 folds nothing.
    """

    def __init__(self, classes: int, width: int = 16, depth: int = 4, fold: int = 1) -> None:
        super().__init__()
        self.fold = fold
        widths = [width * 2**level for level in range(depth + 1)]
        self.down = nn.ModuleList(
            _double_convolution(inputs, outputs)
            for inputs, outputs in zip([fold**2, *widths[:-1]], widths, strict=True)
        )
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(2 * outputs, outputs, 2, stride=2) for outputs in reversed(widths[:-1])
        )
        self.merge = nn.ModuleList(
            _double_convolution(2 * outputs, outputs) for outputs in reversed(widths[:-1])
        )
        self.head = nn.Conv2d(width, classes * fold**2, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, 1, h, w) -> logits (n, classes, h, w)."""
        x = functional.pixel_unshuffle(x, self.fold)
        skips: list[torch.Tensor] = []
        for level, convolve in enumerate(self.down):
            x = convolve(x if level == 0 else torch.max_pool2d(x, 2))
            skips.append(x)
        skips.pop()
        for enlarge, convolve in zip(self.up, self.merge, strict=True):
            x = convolve(torch.cat([skips.pop(), enlarge(x)], dim=1))
        return functional.pixel_shuffle(self.head(x), self.fold)

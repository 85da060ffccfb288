"""torchvision's classifiers for grey films: they answer logits and the maps that Grad-CAM explains.

Each holds torchvision's network as `backbone`, with torchvision's own names of weights, so that weights
trained on ImageNet load (`imagenet_weights`).
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import torch
from torch import nn

import cxrviewer.inference.torchvision_import  # noqa: F401 - makes the next imports work

# isort: split
from torchvision import models
from torchvision.models.vgg import cfgs, make_layers

MEAN: Final = (0.485, 0.456, 0.406)
STD: Final = (0.229, 0.224, 0.225)
POSITIONS: Final = 7

Answer = tuple[torch.Tensor, torch.Tensor]


class GreyToColour(nn.Module):
    """Repeats the grey channel as red, green and blue.

    Parameters
    ----------
    imagenet_statistics
        Whether a film in [0, 1] is brought to the statistics of ImageNet, channel by channel, as
        torchvision's weights expect; if not, it comes standardised by the card.
    """

    def __init__(self, *, imagenet_statistics: bool) -> None:
        super().__init__()
        mean, std = (MEAN, STD) if imagenet_statistics else ((0.0,) * 3, (1.0,) * 3)
        self.register_buffer("scale", 1 / torch.tensor(std).reshape(1, 3, 1, 1), persistent=False)
        self.register_buffer(
            "shift", -(torch.tensor(mean) / torch.tensor(std)).reshape(1, 3, 1, 1), persistent=False
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, 1, h, w) -> (n, 3, h, w)."""
        return x * self.get_buffer("scale") + self.get_buffer("shift")


class ImageNetClassifier(nn.Module):
    """What the classifiers below have in common.

    Parameters
    ----------
    backbone
        torchvision's network.
    imagenet_statistics
        See `GreyToColour`.
    """

    def __init__(self, backbone: nn.Module, *, imagenet_statistics: bool) -> None:
        super().__init__()
        self.colour = GreyToColour(imagenet_statistics=bool(imagenet_statistics))
        self.backbone: Any = backbone


class ResNet(ImageNetClassifier):
    """A ResNet (He et al. 2016): average pooling and one linear layer after the last stage."""

    def forward(self, x: torch.Tensor) -> Answer:
        """(n, 1, h, w) -> logits (n, classes) and maps (n, 512 or 2048, h / 32, w / 32)."""
        net = self.backbone
        stem = net.maxpool(net.relu(net.bn1(net.conv1(self.colour(x)))))
        maps = net.layer4(net.layer3(net.layer2(net.layer1(stem))))
        return net.fc(maps.mean(dim=(2, 3))), maps


class DenseNet(ImageNetClassifier):
    """A DenseNet (Huang et al. 2017): ReLU, average pooling and one linear layer after the last block."""

    def __init__(self, backbone: nn.Module, *, imagenet_statistics: bool) -> None:
        super().__init__(backbone, imagenet_statistics=imagenet_statistics)
        self.activation = nn.ReLU()

    def forward(self, x: torch.Tensor) -> Answer:
        """(n, 1, h, w) -> logits (n, classes) and maps (n, 1024, h / 32, w / 32)."""
        maps = self.activation(self.backbone.features(self.colour(x)))
        return self.backbone.classifier(maps.mean(dim=(2, 3))), maps


class EfficientNet(ImageNetClassifier):
    """An EfficientNet (Tan & Le 2019): average pooling, dropout and one linear layer after its features."""

    def forward(self, x: torch.Tensor) -> Answer:
        """(n, 1, h, w) -> logits (n, classes) and maps (n, 1280 or more, h / 32, w / 32)."""
        maps = self.backbone.features(self.colour(x))
        return self.backbone.classifier(maps.mean(dim=(2, 3))), maps


class VGG(ImageNetClassifier):
    """VGG-19 (Simonyan & Zisserman 2015) with its three linear layers, which tell positions apart."""

    def forward(self, x: torch.Tensor) -> Answer:
        """(n, 1, h, w) -> logits (n, classes) and maps (n, 512, h / 16, w / 16)."""
        net = self.backbone
        maps = net.features[:-1](self.colour(x))
        return net.classifier(_positions(net.features[-1](maps)).flatten(1)), maps


class PointwiseVGG(ImageNetClassifier):
    """VGG-19's convolutions, a pointwise block that reduces the channels, and one linear layer (paper A).

    The paper names the block ("designed to reduce channel dimensionality") but not its width; here it is one
    1×1 convolution with normalisation and ReLU. The linear layer sees each of the 7×7 positions for itself.

    Parameters
    ----------
    classes
        Number of logits.
    reduced
        Channels that the pointwise block leaves.
    width
        Channels of the first convolution, those of the last are eight times as many; 64 as published, which
        weights of ImageNet need.
    dropout
        Probability of dropping a value before the linear layer in training.
    imagenet_statistics
        See `GreyToColour`.
    """

    def __init__(
        self,
        classes: int,
        reduced: int = 64,
        width: int = 64,
        dropout: float = 0.5,
        imagenet_statistics: bool = True,
    ) -> None:
        backbone = nn.ModuleDict({"features": _vgg19_features(width)})
        super().__init__(backbone, imagenet_statistics=imagenet_statistics)
        self.pointwise = nn.Sequential(
            nn.Conv2d(8 * width, reduced, 1, bias=False), nn.BatchNorm2d(reduced), nn.ReLU(inplace=True)
        )
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(reduced * POSITIONS**2, classes)

    def forward(self, x: torch.Tensor) -> Answer:
        """(n, 1, h, w) -> logits (n, classes) and maps (n, 8 × width, h / 16, w / 16)."""
        features = self.backbone["features"]
        maps = features[:-1](self.colour(x))
        reduced = _positions(self.pointwise(features[-1](maps)))
        return self.head(self.dropout(reduced.flatten(1))), maps


def _positions(maps: torch.Tensor) -> torch.Tensor:
    """Bring maps to 7×7 positions, as torchvision's VGG does."""
    side = (POSITIONS, POSITIONS)
    return maps if maps.shape[2:] == side else nn.functional.adaptive_avg_pool2d(maps, side)


def _vgg19_features(width: int) -> nn.Module:
    """Return VGG-19's convolutions with the first weights that torchvision gives them."""
    plan = [step if step == "M" else int(step) * width // 64 for step in cfgs["E"]]
    features: nn.Module = make_layers(plan)
    for name, weights in features.named_parameters():
        if name.endswith("bias"):
            nn.init.zeros_(weights)
        else:
            nn.init.kaiming_normal_(weights, mode="fan_out", nonlinearity="relu")
    return features


def _classifier(
    kind: type[ImageNetClassifier], name: str, classes: int, imagenet_statistics: bool = True
) -> nn.Module:
    """Build torchvision's network of that name inside the classifier that reads its maps."""
    backbone = models.get_model(name, weights=None, num_classes=classes)
    return kind(backbone, imagenet_statistics=imagenet_statistics)


BUILDERS: Final[Mapping[str, Callable[..., nn.Module]]] = {
    "vgg19": partial(_classifier, VGG, "vgg19"),
    "vgg19-pointwise": PointwiseVGG,
    **{f"resnet{depth}": partial(_classifier, ResNet, f"resnet{depth}") for depth in (18, 34, 50, 101)},
    "densenet121": partial(_classifier, DenseNet, "densenet121"),
    **{f"efficientnet_b{n}": partial(_classifier, EfficientNet, f"efficientnet_b{n}") for n in range(4)},
}

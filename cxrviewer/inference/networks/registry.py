"""The table of networks that a model card may name; read without importing torch."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from cxrviewer.inference.networks import builders

if TYPE_CHECKING:
    from torch import nn

Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NetworkInput:
    """What a network takes, beside what a card decides; always one grey channel.

    Attributes
    ----------
    side
        Rows and columns for which it was published.
    smallest
        The smallest side that leaves a map of one position or more.
    mean, std
        Statistics by which the film in [0, 1] is standardised before the network. 0 and 1 where the network
        itself brings it to the statistics of ImageNet.
    """

    side: int = 224
    smallest: int = 32
    mean: float = 0.5
    std: float = 0.25


@dataclass(frozen=True, slots=True)
class NetworkEntry:
    """A network that the program can build.

    Attributes
    ----------
    task
        "classify" (answers logits and last feature maps) or "segment" (answers a map of logits).
    title
        Name and source, in words.
    builder
        Imports what is needed and returns what is called with the number of classes and the card's options.
    input
        What it takes.
    gradcam_layer
        Dotted name of the layer whose output Grad-CAM explains, which is also the maps that the network
        answers; empty for segmentation.
    head
        Dotted name of the linear layer that follows these maps' global average; then Grad-CAM is exact
        without a backward pass. Empty where the head is another.
    halvings
        How often options let the network halve a picture that must come out in its own size; 0 where any
        size will do.
    """

    task: str
    title: str
    builder: builders.Import
    input: NetworkInput = NetworkInput()
    gradcam_layer: str = ""
    head: str = ""
    halvings: builders.Halvings = builders.no_halvings

    def multiple(self, options: Options) -> int:
        """Return what the sides of the input must be a multiple of."""
        return int(2 ** self.halvings(options))


_COLOUR = NetworkInput(mean=0.0, std=1.0)


def _torchvision(name: str, title: str, layer: str, head: str, taken: NetworkInput = _COLOUR) -> NetworkEntry:
    """Return the entry of a classifier of torchvision."""
    return NetworkEntry(
        task="classify",
        title=title,
        builder=partial(builders.import_torchvision, name),
        input=taken,
        gradcam_layer=layer,
        head=head,
    )


def _residual(depth: int) -> NetworkEntry:
    """Return the entry of a ResNet."""
    title = f"ResNet-{depth} (He et al. 2016)"
    return _torchvision(f"resnet{depth}", title, "backbone.layer4", "backbone.fc")


def _efficient(number: int, side: int) -> NetworkEntry:
    """Return the entry of an EfficientNet."""
    return _torchvision(
        f"efficientnet_b{number}",
        f"EfficientNet-B{number} (Tan & Le 2019)",
        "backbone.features",
        "backbone.classifier.1",
        NetworkInput(side=side, mean=0.0, std=1.0),
    )


_VGG_LAYER = "backbone.features.35"  # the last convolution with its ReLU, before the last pooling

NETWORKS: Final[Mapping[str, NetworkEntry]] = MappingProxyType(
    {
        "residual": NetworkEntry(
            "classify",
            "a small residual network with average pooling and one linear layer",
            builders.import_residual,
            NetworkInput(smallest=16),
            gradcam_layer="features",
            head="head",
        ),
        "vgg19": _torchvision("vgg19", "VGG-19 (Simonyan & Zisserman 2015)", _VGG_LAYER, ""),
        "vgg19-pointwise": _torchvision(
            "vgg19-pointwise", "VGG-19 with a pointwise convolution block before its head", _VGG_LAYER, ""
        ),
        **{f"resnet{depth}": _residual(depth) for depth in (18, 34, 50, 101)},
        "densenet121": _torchvision(
            "densenet121", "DenseNet-121 (Huang et al. 2017)", "activation", "backbone.classifier"
        ),
        **{
            f"efficientnet-b{number}": _efficient(number, side)
            for number, side in enumerate((224, 240, 260, 300))
        },
        "unet": NetworkEntry(
            "segment",
            "U-Net (Ronneberger et al. 2015) with batch normalisation",
            builders.import_unet,
            NetworkInput(side=512),
            halvings=builders.unet_halvings,
        ),
        "fcdensenet103": NetworkEntry(
            "segment",
            "FC-DenseNet103 (Jégou et al. 2017)",
            builders.import_fcdensenet,
            halvings=builders.fcdensenet_halvings,
        ),
    }
)


def build_network(name: str, classes: int, options: Options) -> "nn.Module":
    """Build a network with fresh weights, drawn by torch's generator.

    Raises
    ------
    ValueError
        If no network has that name, or it does not take these options.
    """
    if name not in NETWORKS:
        raise ValueError(f"no network is called {name!r} (there are {', '.join(NETWORKS)})")
    build = NETWORKS[name].builder()
    try:
        return build(classes, **options)
    except TypeError as error:
        raise ValueError(f"network {name!r} does not take these options ({error})") from error

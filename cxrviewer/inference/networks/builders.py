"""Where each network's class lies; imported when it is built, for torch is slow to import."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

Build = Callable[..., "nn.Module"]
Import = Callable[[], Build]
Halvings = Callable[[Mapping[str, Any]], int]


def import_residual() -> Build:
    """Return the small residual classifier."""
    from cxrviewer.inference.networks.residual import ResidualClassifier  # noqa: PLC0415

    return ResidualClassifier


def import_unet() -> Build:
    """Return the U-Net."""
    from cxrviewer.inference.networks.unet import UNet  # noqa: PLC0415

    return UNet


def import_fcdensenet() -> Build:
    """Return the FC-DenseNet."""
    from cxrviewer.inference.networks.fcdensenet import FCDenseNet  # noqa: PLC0415

    return FCDenseNet


def import_torchvision(name: str) -> Build:
    """Return what builds a classifier on torchvision's network of that name."""
    from cxrviewer.inference.networks.imagenet import BUILDERS  # noqa: PLC0415

    return BUILDERS[name]


def no_halvings(_options: Mapping[str, Any]) -> int:
    """Return 0: any size will do."""
    return 0


def unet_halvings(options: Mapping[str, Any]) -> int:
    """Return the depth of a U-Net and of its fold, a power of two."""
    return int(options.get("depth", 4)) + int(options.get("fold", 1)).bit_length() - 1


def fcdensenet_halvings(options: Mapping[str, Any]) -> int:
    """Return the number of transitions down of an FC-DenseNet."""
    return len(options.get("layers", (4, 5, 7, 10, 12)))

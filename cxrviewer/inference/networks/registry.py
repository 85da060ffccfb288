"""The table of networks that a model card may name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

from cxrviewer.inference.networks.residual import ResidualClassifier
from cxrviewer.inference.networks.unet import UNet


@dataclass(frozen=True, slots=True)
class NetworkEntry:
    """A network that the program can build.

    Attributes
    ----------
    task
        "classify" (answers logits and last feature maps) or "segment" (answers a map of logits).
    build
        Called with the number of classes and the options of the card.
    gradcam_layer
        Dotted name of the layer whose output Grad-CAM explains; empty for segmentation.
    multiple
        Input sides must be a multiple of it.
    """

    task: str
    build: Callable[..., nn.Module]
    gradcam_layer: str = ""
    multiple: int = 1


NETWORKS: Mapping[str, NetworkEntry] = {
    "residual": NetworkEntry("classify", ResidualClassifier, gradcam_layer="features"),
    "unet": NetworkEntry("segment", UNet, multiple=32),
}


def build_network(name: str, classes: int, options: Mapping[str, Any]) -> nn.Module:
    """Build a network with fresh weights.

    Raises
    ------
    ValueError
        If no network has that name, or it does not take these options.
    """
    if name not in NETWORKS:
        raise ValueError(f"no network is called {name!r} (there are {', '.join(NETWORKS)})")
    try:
        return NETWORKS[name].build(classes, **options)
    except TypeError as error:
        raise ValueError(f"network {name!r} does not take these options ({error})") from error

"""Weights of a package in torch: safetensors only, strictly fitting the network that the card names."""

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from cxrviewer.errors import ModelError
from cxrviewer.inference.networks import build_network
from cxrviewer.inference.package import ModelPackage


def load_network(package: ModelPackage) -> nn.Module:
    """Build the network of the card and load its weights; ready to answer.

    Raises
    ------
    ModelError
        If the file is damaged or does not fit the network.
    """
    card = package.card
    try:
        network = build_network(card.architecture, len(card.labels), card.options)
        network.load_state_dict(load_file(package.weights), strict=True)
    except (SafetensorError, RuntimeError, ValueError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(package.weights, f"does not fit the network of its card ({reason})") from error
    return network.eval()

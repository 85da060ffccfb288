"""Weights that torchvision's networks were given on ImageNet, taken over into ours."""

import re
from collections.abc import Mapping

import torch
from torch import nn

# Published files of DenseNet name a layer's parts "norm.1" where the network of today has "norm1".
_OLD_DENSENET = re.compile(r"^(.*denselayer\d+\.(?:norm|relu|conv))\.([12]\..*)$")
_HEADS = ("fc.", "classifier.")


def adopt_imagenet_weights(network: nn.Module, state: Mapping[str, torch.Tensor]) -> tuple[str, ...]:
    """Load torchvision's weights into the backbone of a network.

    Parameters
    ----------
    network
        One of `networks.imagenet`.
    state
        Name -> weights, as torchvision publishes them; the head may have another number of classes.

    Returns
    -------
    tuple of str
        Names of the network's own layers that keep their fresh weights: those of its head.

    Raises
    ------
    ValueError
        If the weights are not of this network's backbone.
    """
    own = network.get_submodule("backbone").state_dict()
    given = {_OLD_DENSENET.sub(r"\1\2", name): tensor for name, tensor in state.items()}
    fitting = {name: tensor for name, tensor in given.items() if _fits(own, name, tensor)}
    strange = [name for name in own if not _named_in(name, fitting) and not name.startswith(_HEADS)]
    if strange:
        raise ValueError(f"the weights are not of this network: {strange[0]} is missing or has another shape")
    network.get_submodule("backbone").load_state_dict(own | fitting, strict=True)
    taken = {f"backbone.{name}" for name in fitting}
    return tuple(name for name, _ in network.named_parameters() if name not in taken)


def _fits(own: Mapping[str, torch.Tensor], name: str, tensor: torch.Tensor) -> bool:
    """Whether the network has weights of that name and shape."""
    return name in own and own[name].shape == tensor.shape


def _named_in(name: str, fitting: Mapping[str, torch.Tensor]) -> bool:
    """Whether weights were found; a count of batches is missing in old files and has no effect."""
    return name in fitting or name.endswith("num_batches_tracked")

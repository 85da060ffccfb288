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
    given = names_of_today(state)
    fitting = {name: tensor for name, tensor in given.items() if _fits(own, name, tensor)}
    strange = [name for name in own if not _named_in(name, fitting) and not name.startswith(_HEADS)]
    if strange:
        raise ValueError(f"the weights are not of this network: {strange[0]} is missing or has another shape")
    network.get_submodule("backbone").load_state_dict(own | fitting, strict=True)
    taken = {f"backbone.{name}" for name in fitting}
    return tuple(name for name, _ in network.named_parameters() if name not in taken)


def names_of_today(state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return weights under the names that torchvision's networks have today."""
    return {_OLD_DENSENET.sub(r"\1\2", name): tensor for name, tensor in state.items()}


def _fits(own: Mapping[str, torch.Tensor], name: str, tensor: torch.Tensor) -> bool:
    """Whether the network has weights of that name and shape."""
    return name in own and own[name].shape == tensor.shape


def _named_in(name: str, fitting: Mapping[str, torch.Tensor]) -> bool:
    """Whether weights were found; a count of batches is missing in old files and has no effect."""
    return name in fitting or name.endswith("num_batches_tracked")


def weights_url(architecture: str) -> str:
    """Return where torchvision publishes the weights of a network, those of its first training on ImageNet.

    Raises
    ------
    ValueError
        If torchvision has none for it.
    """
    import cxrviewer.inference.torchvision_import  # noqa: F401, PLC0415 - makes the next import work

    # isort: split
    from torchvision import models  # noqa: PLC0415

    name = architecture.removesuffix("-pointwise").replace("-", "_")
    if name not in models.list_models(models):
        raise ValueError(f"there are no weights of ImageNet for the network {architecture!r}")
    return str(models.get_model_weights(name)["IMAGENET1K_V1"].url)

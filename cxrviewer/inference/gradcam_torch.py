"""Grad-CAM (Selvaraju et al. 2017) of any network in torch, with the gradients themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import nn


@dataclass(slots=True, eq=False)
class Tap:
    """What flowed out of a layer; None before the first forward pass and after the tap is closed."""

    maps: torch.Tensor | None = None


@contextmanager
def tapped(layer: nn.Module) -> Iterator[Tap]:
    """Keep what flows out of a layer and take gradients from there on, not through the layers before.

    The hook is gone and what was kept is let go however the context ends.
    """
    tap = Tap()

    def keep(_layer: nn.Module, _inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> torch.Tensor:
        tap.maps = output.detach().requires_grad_()
        return tap.maps.clone()  # the layer that follows may work in place

    handle = layer.register_forward_hook(keep)
    try:
        yield tap
    finally:
        handle.remove()
        tap.maps = None


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """A classifier's answer with its explanation.

    Attributes
    ----------
    logits
        (n, classes).
    maps
        (n, channels, rows, columns): what flowed out of the layer.
    cams
        (n, classes, rows, columns): 0 or above, in units of the logit per position.
    """

    logits: torch.Tensor
    maps: torch.Tensor
    cams: torch.Tensor


def gradcam_by_gradients(network: nn.Module, layer: str, films: torch.Tensor) -> Explained:
    """Compute the Grad-CAM of every class for a batch.

    Equation 1 of the paper, alpha_k = the mean over positions of the gradient of the class's logit at map k;
    equation 2, ReLU(sum_k alpha_k A_k). One forward pass, and for each class a backward pass down to the
    layer.

    Parameters
    ----------
    network
        In evaluation mode: then no film of the batch depends on another.
    layer
        Dotted name of the layer; what flows out of it is (n, channels, rows, columns).
    films
        What the network takes.

    Raises
    ------
    ValueError
        If the network is training, has no such layer, or its answer does not depend on it.
    """
    if network.training:
        raise ValueError("Grad-CAM needs a network in evaluation mode")
    with tapped(_layer(network, layer)) as tap, torch.enable_grad():
        answer = network(films)
        logits: torch.Tensor = answer[0] if isinstance(answer, tuple) else answer
        if tap.maps is None or not logits.requires_grad:
            raise ValueError(f"the answer of the network does not depend on its layer {layer!r}")
        maps, summed = tap.maps, logits.sum(dim=0)
        cams = [
            _weighted(maps, torch.autograd.grad(one, maps, retain_graph=True)[0]) for one in summed.unbind()
        ]
    return Explained(logits.detach(), maps.detach(), torch.stack(cams, dim=1))


def _layer(network: nn.Module, name: str) -> nn.Module:
    """Return the layer of that name."""
    try:
        return network.get_submodule(name)
    except AttributeError as error:
        raise ValueError(f"the network has no layer {name!r}") from error


def _weighted(maps: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
    """Return equations 1 and 2, (n, rows, columns)."""
    alpha = gradient.mean(dim=(2, 3), keepdim=True)
    return torch.relu((alpha * maps.detach()).sum(dim=1))

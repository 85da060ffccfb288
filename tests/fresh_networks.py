"""Networks with random weights whose answers do not vanish."""

import torch
from torch import nn


def settled(network: nn.Module, films: torch.Tensor) -> nn.Module:
    """Let the normalisations of a network take the statistics of a batch, and return it ready to answer."""
    network.eval()  # nothing is dropped: a channel of zeros would count as one without variance
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 1.0
            module.train()
    with torch.no_grad():
        network(films)
    return network.eval()

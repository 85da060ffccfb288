"""Weights at half the size: kernels and matrices in half precision, which is far finer than training is."""

import torch
from torch import nn


def _is_large(tensor: torch.Tensor) -> bool:
    """Whether it is a kernel or a matrix: what is kept of a layer beside them is small, and may be tiny."""
    return tensor.ndim >= 2 and tensor.dtype == torch.float32


def round_to_half(network: nn.Module) -> None:
    """Round kernels and matrices, in place, to values that half precision holds (11 significant bits).

    What is beyond its range, 65504, stays as it is. All that is measured and exported afterwards is of the
    rounded network, so that nothing differs between a package's files.
    """
    with torch.no_grad():
        for parameter in filter(_is_large, network.parameters()):
            rounded = parameter.half().float()
            if bool(rounded.isfinite().all()):
                parameter.copy_(rounded)


def as_kept(tensor: torch.Tensor) -> torch.Tensor:
    """Return a weight as its file keeps it: in half precision if that holds every value exactly."""
    if not _is_large(tensor):
        return tensor
    half = tensor.half()
    return half if torch.equal(half.float(), tensor) else tensor

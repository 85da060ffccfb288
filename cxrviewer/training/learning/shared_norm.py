"""Batch normalisation over the whole batch where each of several processes holds a part of it."""

from typing import Any

import torch
from torch import distributed, nn


class _Total(torch.autograd.Function):
    """The sum over all processes; so is its gradient."""

    @staticmethod
    def forward(_context: Any, own: torch.Tensor) -> torch.Tensor:  # noqa: ANN401 - torch's own signature
        total = own.clone()
        distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(_context: Any, *gradients: torch.Tensor) -> torch.Tensor:  # noqa: ANN401
        total = gradients[0].contiguous().clone()
        distributed.all_reduce(total)
        return total


def _total(own: torch.Tensor) -> torch.Tensor:
    """Return the differentiable sum over all processes."""
    total: torch.Tensor = _Total.apply(own)  # type: ignore[no-untyped-call]  # torch has no types here
    return total


class SharedBatchNorm2d(nn.BatchNorm2d):
    """`BatchNorm2d` whose mean and variance are those of all processes' pictures together.

    `nn.SyncBatchNorm` does the same on GPUs only.
    """

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Normalise (n, channels, h, w)."""
        if not self.training:
            return super().forward(pictures)
        count = _total(pictures.new_tensor(float(pictures.numel() / pictures.shape[1])))
        mean = _total(pictures.sum(dim=(0, 2, 3))) / count
        centred = pictures - mean[:, None, None]
        variance = _total(centred.square().sum(dim=(0, 2, 3))) / count
        self._follow(mean.detach(), variance.detach() * count / (count - 1))
        scale = torch.rsqrt(variance + self.eps) * self.weight
        return centred * scale[:, None, None] + self.bias[:, None, None]

    @torch.no_grad()
    def _follow(self, mean: torch.Tensor, variance: torch.Tensor) -> None:
        """Let the running statistics follow, as `BatchNorm2d` does."""
        if self.running_mean is None or self.running_var is None or self.num_batches_tracked is None:
            return
        self.num_batches_tracked.add_(1)
        pace = 1 / int(self.num_batches_tracked) if self.momentum is None else self.momentum
        self.running_mean.lerp_(mean, pace)
        self.running_var.lerp_(variance, pace)


def share_batch_norm(network: nn.Module, device: torch.device) -> nn.Module:
    """Let the batch normalisations of a network, which is changed in place, see all processes' pictures."""
    if device.type == "cuda":
        return nn.SyncBatchNorm.convert_sync_batchnorm(network)  # type: ignore[no-any-return]
    for name, module in list(network.named_modules()):
        if type(module) is nn.BatchNorm2d:
            shared = SharedBatchNorm2d(module.num_features, module.eps, module.momentum)
            shared.weight, shared.bias = module.weight, module.bias
            shared.running_mean, shared.running_var = module.running_mean, module.running_var
            shared.num_batches_tracked = module.num_batches_tracked
            network.set_submodule(name, shared)
    return network

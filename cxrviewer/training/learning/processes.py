"""Several processes that train one network together, as torchrun starts them; one alone is a group of one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import torch
from torch import distributed

from cxrviewer.training.learning.control import Wish

_LONGEST_WAIT = timedelta(days=1)  # for the first process, which prepares the films


@dataclass(frozen=True, slots=True)
class Processes:
    """The group that a process trains in.

    Attributes
    ----------
    rank
        Zero-based place of this process; the first one writes the run's files.
    count
        How many there are.
    device
        Where this process computes.
    """

    rank: int = 0
    count: int = 1
    device: torch.device = field(default_factory=partial(torch.device, "cpu"))

    @property
    def first(self) -> bool:
        """Whether this is the process that writes."""
        return self.rank == 0

    def largest(self, number: int) -> int:
        """Return the largest of what the processes give; all must call it."""
        if self.count == 1:
            return number
        tensor = torch.tensor([number], device=self.device)
        distributed.all_reduce(tensor, distributed.ReduceOp.MAX)
        return int(tensor.item())

    def urgent(self, wish: Wish) -> Wish:
        """Return the most urgent of what is wanted of the processes; all must call it."""
        wishes = list(Wish)
        return wishes[self.largest(wishes.index(wish))]

    def total(self, number: float) -> float:
        """Return the sum of what the processes give; all must call it."""
        if self.count == 1:
            return number
        tensor = torch.tensor([number], dtype=torch.float64, device=self.device)
        distributed.all_reduce(tensor)
        return float(tensor.item())

    def wait_for_all(self) -> None:
        """Wait until every process is here."""
        if self.count > 1:
            self.largest(0)


def started_together() -> bool:
    """Whether torchrun has started this process as one of several."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


@contextmanager
def joined(device: str) -> Iterator[Processes]:
    """Join the processes that torchrun has started; alone without it.

    Parameters
    ----------
    device
        "cpu" or "cuda"; of several GPUs each process on a machine takes its own.
    """
    if not started_together():
        yield Processes(device=torch.device(device))
        return
    own = torch.device(device, int(os.environ["LOCAL_RANK"])) if device == "cuda" else torch.device(device)
    if device == "cuda":
        torch.cuda.set_device(own)
    distributed.init_process_group("nccl" if device == "cuda" else "gloo", timeout=_LONGEST_WAIT)
    try:
        yield Processes(distributed.get_rank(), distributed.get_world_size(), own)
    finally:
        distributed.destroy_process_group()

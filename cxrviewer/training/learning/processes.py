"""Several processes that train one network together, as torchrun starts them; one alone is a group of one."""

import copyreg
import io
import os
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

import torch
from torch import distributed

from cxrviewer.errors import CxrviewerError
from cxrviewer.wishes import Wish

_LONGEST_WAIT = timedelta(days=1)  # for the first process, which prepares the films


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Ended:
    """Told in the place of a value: the first process has none."""

    reason: str


def _read_only(values: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(values)


class _Pickler(pickle.Pickler):
    """Knows read-only mappings, which recipes hold."""

    dispatch_table = copyreg.dispatch_table | {MappingProxyType: lambda one: (_read_only, (dict(one),))}


def _pickled(value: object) -> bytes:
    """Return a value as bytes."""
    output = io.BytesIO()
    _Pickler(output).dump(value)
    return output.getvalue()


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

    def totals(self, numbers: Sequence[float]) -> list[float]:
        """Return the sums of what the processes give, place by place; all must call it."""
        if self.count == 1:
            return list(numbers)
        tensor = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        distributed.all_reduce(tensor)
        return [float(one) for one in tensor.tolist()]

    def given_by_first(self, make: Callable[[], T]) -> T:
        """Return what `make` returns in the first process; all must call it, and the others wait.

        Raises
        ------
        CxrviewerError
            In the other processes, if `make` raises anything in the first one, where that goes on its way.
        """
        if self.count == 1:
            return make()
        if not self.first:
            value: T | _Ended = pickle.loads(self._broadcast(b""))  # noqa: S301 - of our own first process
            if isinstance(value, _Ended):
                raise CxrviewerError(f"the first process has ended: {value.reason}")
            return value
        try:
            made = make()
        except BaseException as error:
            self._broadcast(_pickled(_Ended(str(error) or type(error).__name__)))
            raise
        self._broadcast(_pickled(made))
        return made

    def _broadcast(self, data: bytes) -> bytes:
        """Return what the first process gives."""
        box = [data]
        distributed.broadcast_object_list(box, src=0, device=self.device)
        return box[0]

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

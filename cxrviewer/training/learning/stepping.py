"""One step of training: loss, gradients, new weights, in as many parts as fit into the memory."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from cxrviewer.errors import CxrviewerError
from cxrviewer.training.learning.batches import Batch
from cxrviewer.training.learning.checkpoint import TrainingState
from cxrviewer.training.learning.processes import Processes
from cxrviewer.training.learning.tasks import Answer, Task

# what torch, the language and the library of convolutions say when the machine has no more memory
_CPU_WORDS = ("DefaultCPUAllocator", "bad_alloc", "could not create a primitive", "could not create a memory")
_SMALLEST_PART = 2  # batch normalisation needs two films


class Step(NamedTuple):
    """What a step tells: the loss, and the tally of its batch (see `Answer`)."""

    loss: float
    tally: list[float]


class _Loss(nn.Module):
    """The loss of a batch as a module, so that `DistributedDataParallel` sees every use of the weights."""

    def __init__(self, network: nn.Module, task: Task) -> None:
        super().__init__()
        self.network, self._task = network, task

    def forward(self, batch: Batch) -> Answer:
        return self._task.loss(self.network, batch)


def out_of_memory(error: BaseException) -> bool:
    """Whether memory, of the GPU or of the machine, was not enough."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _CPU_WORDS)


class Stepper:
    """Makes the steps of a training.

    Parameters
    ----------
    state
        Its network is trained, its average follows.
    processes
        That share every batch.
    mixed
        Whether to compute in 16 bits where that is safe; on a GPU only.
    note
        Told, in a sentence, when the memory does not hold a batch at once.
    """

    def __init__(
        self,
        state: TrainingState,
        task: Task,
        processes: Processes,
        note: Callable[[str], None],
        *,
        mixed: bool,
    ) -> None:
        self._state, self._processes, self._note = state, processes, note
        self._size = task.size
        loss = _Loss(state.network, task)
        self._together = (
            None if processes.count == 1 else DistributedDataParallel(loss, forward_sync_buffers=False)
        )
        self._loss: nn.Module = self._together or loss
        self._mixed = mixed and processes.device.type == "cuda"

    def step(self, batch: Batch, films: int) -> Step:
        """Take one step and return what it tells.

        Parameters
        ----------
        batch
            The films of this process.
        films
            How many the batch has over all processes.

        Raises
        ------
        CxrviewerError
            If the memory does not even hold two films, or not what one of several processes needs.
        """
        while True:
            try:
                return self._tried(batch, films)
            except (MemoryError, RuntimeError) as error:  # torch.OutOfMemoryError is a RuntimeError
                if not out_of_memory(error):
                    raise
            self._into_more_parts(len(batch.pictures))  # here the error has let go of what was computed

    def _tried(self, batch: Batch, films: int) -> Step:
        """Take one step, in as many parts as the state says."""
        state = self._state
        parts = min(state.parts, max(1, films // self._processes.count // _SMALLEST_PART))
        state.optimizer.zero_grad(set_to_none=True)
        loss, tally = 0.0, torch.zeros(self._size, dtype=torch.float64)
        for number in range(parts):
            part = batch.part(number, parts)
            share = len(part.pictures) / films
            with self._alone_until(number == parts - 1), self._precision():
                value, counted = self._loss(part)
                # the processes' gradients are averaged, so that each counts as many times as there are
                state.scaler.scale(value * share * self._processes.count).backward()
            loss += value.item() * share
            tally += counted.cpu()
        state.scaler.step(state.optimizer)
        state.scaler.update()
        state.average.update_parameters(state.network)
        total, *counts = self._processes.totals([loss, *tally.tolist()])
        return Step(total, counts)

    def _alone_until(self, last: bool) -> AbstractContextManager[None]:
        """Let the processes add their gradients up after the last part only."""
        return nullcontext() if last or self._together is None else self._together.no_sync()

    def _precision(self) -> AbstractContextManager[object]:
        """Return what the network is computed in."""
        return torch.autocast("cuda", dtype=torch.float16) if self._mixed else nullcontext()

    def _into_more_parts(self, films: int) -> None:
        """Compute batches in twice as many parts from now on."""
        state = self._state
        if self._together is not None:
            raise CxrviewerError(
                f"the memory does not hold the {films} films that each process computes at once: "
                "lower batch or raise accumulate"
            )
        if state.parts * _SMALLEST_PART >= films:
            raise CxrviewerError(
                f"the memory does not hold {_SMALLEST_PART} films: choose smaller sizes or another network"
            )
        state.parts *= 2
        if self._processes.device.type == "cuda":
            torch.cuda.empty_cache()
        self._note(
            f"the memory does not hold {films} films at once: each batch is computed in {state.parts} parts, "
            "and the optimiser still sees it whole"
        )

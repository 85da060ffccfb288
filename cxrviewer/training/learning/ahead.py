"""The next batch is made by a thread while the network learns from this one, where a core is left for it."""

import os
import queue
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import torch

T = TypeVar("T")
DEPTH = 2
_LOOK_UP_S = 0.1


@dataclass(frozen=True, slots=True)
class _Made(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class _Over:
    error: BaseException | None = None


class _Maker(Generic[T]):
    """The thread and what it has made."""

    def __init__(self, make: Callable[[], Iterator[T]], depth: int) -> None:
        self.made: queue.Queue[_Made[T] | _Over] = queue.Queue(depth)
        self._make = make
        self._unwanted = threading.Event()
        self._thread = threading.Thread(target=self._work, name="next batch", daemon=True)
        self._threads = torch.get_num_threads()
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._unwanted.set()
        self._thread.join()
        torch.set_num_threads(self._threads)  # of the threads that begin from now on

    def _work(self) -> None:
        torch.set_num_threads(1)  # of this thread alone
        error = None
        try:
            for value in self._make():
                self._put(_Made(value))
                if self._unwanted.is_set():
                    return
        except BaseException as raised:  # noqa: BLE001 - raised again where the batches are used
            error = raised
        self._put(_Over(error))

    def _put(self, item: _Made[T] | _Over) -> None:
        """Wait for room, as long as anybody wants the item."""
        while not self._unwanted.is_set():
            try:
                return self.made.put(item, timeout=_LOOK_UP_S)
            except queue.Full:
                continue
        return None


def batches_of(make: Callable[[], Generator[T]], device: torch.device) -> Generator[T]:
    """Return an iterator's items, made ahead where the network leaves a core over for it.

    Where it computes on every core, a thread beside it costs more than its own time: those cores wait for
    each other in every layer.

    Parameters
    ----------
    make
        Returns the iterator.
    device
        Where the network computes.
    """
    busy = device.type == "cpu" and torch.get_num_threads() >= (os.cpu_count() or 1)
    return make() if busy else ahead(make)


def ahead(make: Callable[[], Iterator[T]], depth: int = DEPTH) -> Generator[T]:
    """Yield what an iterator yields, made up to `depth` items ahead in a thread.

    Parameters
    ----------
    make
        Returns the iterator; it runs in the thread, with one thread of torch's own, so that it takes no more
        than what the network's steps leave over. Its errors are raised here.
    """
    maker = _Maker(make, depth)
    try:
        while isinstance(item := maker.made.get(), _Made):
            yield item.value
        if item.error is not None:
            raise item.error
    finally:
        maker.close()

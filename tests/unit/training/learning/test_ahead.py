import os
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing

import pytest
import torch

from cxrviewer.training.learning.ahead import ahead, batches_of


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "next batch"]


def test_items_come_in_order_and_the_thread_ends() -> None:
    assert list(ahead(lambda: iter(range(50)))) == list(range(50))
    assert threads() == []


def test_no_more_is_made_than_there_is_room_for() -> None:
    made: list[int] = []

    def make() -> Iterator[int]:
        for number in range(50):
            made.append(number)
            yield number

    with closing(ahead(make, depth=2)) as items:
        assert next(items) == 0
        time.sleep(0.5)
        assert len(made) == 4  # one taken, two waiting, one in the hand
    assert threads() == []
    assert len(made) == 4


def test_an_error_is_raised_where_the_items_are_used() -> None:
    def make() -> Iterator[int]:
        yield 1
        raise OSError("the disk is gone")

    items = ahead(make)
    assert next(items) == 1
    with pytest.raises(OSError, match="the disk is gone"):
        next(items)
    assert threads() == []


def test_making_takes_one_thread_of_torch_and_leaves_the_others_theirs() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        within = list(ahead(lambda: (torch.get_num_threads() for _ in range(2))))
        later: list[int] = []
        thread = threading.Thread(target=lambda: later.append(torch.get_num_threads()))
        thread.start()
        thread.join()
        assert (within, torch.get_num_threads(), later) == ([1, 1], 2, [2])
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize(("device", "left_over", "thread"), [("cpu", 0, 0), ("cpu", 1, 1), ("cuda", 0, 1)])
def test_a_thread_makes_batches_only_where_a_core_is_left(device: str, left_over: int, thread: int) -> None:
    def make() -> Generator[int]:
        yield from range(5)

    cores, before = os.cpu_count() or 1, torch.get_num_threads()
    if cores == left_over:
        pytest.skip("this machine has one core")
    torch.set_num_threads(cores - left_over)
    try:
        with closing(batches_of(make, torch.device(device))) as items:
            assert next(items) == 0
            assert len(threads()) == thread
            assert list(items) == [1, 2, 3, 4]
    finally:
        torch.set_num_threads(before)

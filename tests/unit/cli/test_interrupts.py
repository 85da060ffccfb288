"""Interrupts that are heeded at checkpoints."""

import signal
import threading
from collections.abc import Iterator

import pytest

from cxrviewer.cli.interrupts import interruptible
from cxrviewer.jobs import JobCancelledError, JobContext


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_the_first_one_is_heeded_wherever_it_falls(kind: signal.Signals) -> None:
    before = signal.getsignal(kind)
    with interruptible() as context:
        context.checkpoint()
        signal.raise_signal(kind)
        with pytest.raises(JobCancelledError):
            context.checkpoint()
    assert signal.getsignal(kind) is before


@pytest.fixture
def usual() -> Iterator[None]:
    """What a program that was started in the background ignores ends it here as anywhere."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("usual")
def test_the_second_one_ends_at_once() -> None:
    with interruptible():
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_apart_from_the_main_thread_nothing_is_changed() -> None:
    found: list[JobContext] = []

    def work() -> None:
        with interruptible() as context:
            found.append(context)

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert not found[0].cancelled.is_set()
    assert signal.getsignal(signal.SIGINT) is before

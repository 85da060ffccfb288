"""Ctrl-C as a wish: an exception that falls into a library's callback would be lost there."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from cxrviewer.jobs import JobContext

_KINDS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interruptible() -> Iterator[JobContext]:
    """Give a context that the first SIGINT or SIGTERM cancels; a second one is as everywhere.

    Its checkpoints raise `JobCancelledError`, which ends the command. Signals come to the main thread only;
    elsewhere the context is a plain one.
    """
    context = JobContext()
    if threading.current_thread() is not threading.main_thread():
        yield context
        return
    before = {kind: signal.getsignal(kind) for kind in _KINDS}

    def restore() -> None:
        for kind, handler in before.items():
            signal.signal(kind, handler)

    def cancel(_number: int, _frame: FrameType | None) -> None:
        context.cancelled.set()
        restore()

    for kind in _KINDS:
        signal.signal(kind, cancel)
    try:
        yield context
    finally:
        restore()

"""The decoding processes of this program: two, warm, shared by all threads."""

import atexit
import os
import queue
import threading

from cxrviewer.decoding.process import DecoderProcess
from cxrviewer.decoding.records import DecodedPicture, Request

PROCESSES = 2


class DecoderPool:
    """Decoding processes; any number of threads may ask, each waits for a free one."""

    def __init__(self, count: int = PROCESSES) -> None:
        self._all = [DecoderProcess() for _ in range(count)]
        self._idle: queue.LifoQueue[DecoderProcess] = queue.LifoQueue()
        self._warming = threading.Lock()
        for process in self._all:
            self._idle.put(process)

    def warm_up(self) -> None:
        """Start the processes that are idle and do not run yet."""
        with self._warming:
            idle = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
            for process in idle:
                process.start()
                self._idle.put(process)

    def decode(self, request: Request, stream: bytes) -> DecodedPicture:
        """Decode one picture.

        Raises
        ------
        DecodingError
            If it cannot be decoded.
        """
        process = self._idle.get()
        try:
            return process.decode(request, stream)
        finally:
            self._release(process)

    def _release(self, process: DecoderProcess) -> None:
        """Let others have a process; one that has died is started anew."""
        try:
            process.start()
        finally:
            self._idle.put(process)

    def close(self) -> None:
        """End all processes."""
        for process in self._all:
            process.kill()


class _Shared:
    """The pool of this process; a fork gets its own, as pipes cannot be shared."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: DecoderPool | None = None

    def get(self) -> DecoderPool:
        """Return the pool, started at the first call."""
        with self._lock:
            if self._pool is None:
                self._pool = DecoderPool()
                self._pool.warm_up()
            return self._pool

    def close(self) -> None:
        """End the pool of this process."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()
            self._pool = None

    def forget(self) -> None:
        """Leave the pool to the process that this one was forked from."""
        self._lock, self._pool = threading.Lock(), None


_shared = _Shared()
atexit.register(_shared.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_shared.forget)


def decode(request: Request, stream: bytes) -> DecodedPicture:
    """Decode one picture in a process of its own.

    Parameters
    ----------
    request
        What the stream is, and its size, which the caller has checked.
    stream
        Compressed.

    Raises
    ------
    DecodingError
        If the decoder refuses it, crashes, or needs more time or memory than there is.
    """
    return _shared.get().decode(request, stream)


def warm_up() -> None:
    """Start the decoding processes in the background, so that the first picture need not wait for them."""
    _shared.get()

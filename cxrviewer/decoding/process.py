"""One decoding process as its parent sees it: started, asked, killed, started again."""

import contextlib
import subprocess
import threading
import time
from dataclasses import asdict
from typing import BinaryIO, cast

import numpy as np

from cxrviewer.decoding.messages import Message, receive, send
from cxrviewer.decoding.records import (
    DecodedPicture,
    DecodingError,
    Request,
    pixel_capacity,
    time_limit_s,
)
from cxrviewer.decoding.region import Region, SharedBytes
from cxrviewer.locations import child_environment, own_command

Child = subprocess.Popen[bytes]

START_LIMIT_S = 30.0
WORKER_ARGUMENTS = ("--worker", "decode")
_REFUSALS = {"memory": "cannot be decoded within 2 GiB of memory"}
_ALIGNMENT = 64


class DecoderProcess:
    """A child that decodes one picture at a time; used by one thread at a time."""

    def __init__(self) -> None:
        self._started: tuple[Child, Region] | None = None
        self._ready = False

    def start(self) -> None:
        """Start the child, if none is running; it gets ready on its own."""
        self._running()

    def decode(self, request: Request, stream: bytes) -> DecodedPicture:
        """Decode one picture.

        Raises
        ------
        DecodingError
            If it cannot be decoded: refused, crashed, out of time or of memory.
        """
        child, region = self._running()
        if not self._ready:
            self._ready = self._listen(child, START_LIMIT_S) is not None
        limit_s = time_limit_s(request)
        pixels_at = -(-len(stream) // _ALIGNMENT) * _ALIGNMENT
        size = pixels_at + pixel_capacity(request)
        with region.sized(size) as (shared, name):
            shared.put(0, stream)
            message = {
                "work": type(request).__name__,
                "request": asdict(request),
                "limit_s": limit_s,
                "region": name,
                "size": size,
                "length": len(stream),
                "pixels_at": pixels_at,
            }
            return _picture(self._ask(child, message, limit_s), shared, pixels_at)

    def kill(self) -> None:
        """End the child at once and forget it."""
        if self._started is not None:
            child, region = self._started
            child.kill()
            _close_pipes(child)
            child.wait()
            region.close()
        self._started, self._ready = None, False

    @property
    def pid(self) -> int | None:
        """Process number of the child, if there is one."""
        return None if self._started is None else self._started[0].pid

    def _running(self) -> tuple[Child, Region]:
        """Return the child that runs, a new one if it has ended."""
        if self._started is not None and self._started[0].poll() is None:
            return self._started
        self.kill()
        region = Region()
        child = subprocess.Popen(  # noqa: S603 - our own command line
            [*own_command(), *WORKER_ARGUMENTS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            pass_fds=region.inherited,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._started = child, region
        return self._started

    def _ask(self, child: Child, message: Message, limit_s: float) -> Message:
        """Send a message and wait for its answer; a child that gives none in time is killed."""
        with contextlib.suppress(OSError):  # of a child that has died; it gives no answer
            send(cast("BinaryIO", child.stdin), message)
        start = time.monotonic()
        answer = self._listen(child, limit_s)
        if answer is not None:
            return answer
        self.kill()
        if time.monotonic() - start < limit_s:
            raise DecodingError("cannot be decoded: the decoder crashed on it")
        raise DecodingError(f"cannot be decoded: it takes longer than {limit_s:.1f} s")

    def _listen(self, child: Child, limit_s: float) -> Message | None:
        """Wait for a message; None if the child dies or has to be killed."""
        alarm = threading.Timer(limit_s, child.kill)
        alarm.daemon = True
        alarm.start()
        try:
            return receive(cast("BinaryIO", child.stdout))
        finally:
            alarm.cancel()


def _picture(answer: Message, shared: SharedBytes, pixels_at: int) -> DecodedPicture:
    """Return the pixels in the shared memory."""
    if "refusal" in answer:
        raise DecodingError(_REFUSALS.get(answer["refusal"], "is damaged: its picture cannot be decoded"))
    shape, dtype = tuple(answer["shape"]), np.dtype(answer["dtype"])
    pixels = np.empty(shape, dtype)
    shared.take(pixels_at, pixels.reshape(-1).view(np.uint8).data)
    return DecodedPicture(pixels, answer["second_decoder"], answer["inverted"], tuple(answer["notices"]))


def _close_pipes(child: Child) -> None:
    """Close both pipes of a child that is no longer asked anything."""
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _environment() -> dict[str, str]:
    """Return the environment of a child: one thread for numpy."""
    return child_environment() | {"OPENBLAS_NUM_THREADS": "1"}

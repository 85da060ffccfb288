"""How the processes of a run come about, and what they inherit."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if sys.platform == "linux":
    from multiprocessing import forkserver

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

_ENVIRONMENT = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "MALLOC_MMAP_MAX_": "0",  # by their threshold the largest arrays would be left out
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),  # bytes; what a very large film has used beyond goes back
}
_environment = threading.Lock()
IMPORTED_ONCE = ["cxrviewer.triage.pool_member", "onnxruntime"]  # neither starts a thread


def process_context() -> "ForkServerContext | SpawnContext":
    """Return what makes processes that share nothing with this one.

    On Linux they are forked from one that has done nothing but import what all need, once; elsewhere, where
    system libraries may not survive that, each imports it by itself.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED_ONCE)
    return context


def prepare_processes() -> None:
    """Let begin what the first process would wait for, so that it goes on beside the imports of this one."""
    if sys.platform == "linux":
        process_context()
        with without_interrupts(), worker_environment():
            forkserver.ensure_running()


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Let a child inherit that SIGINT is blocked: it shall not see Ctrl-C before it can ignore it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def worker_environment() -> Iterator[None]:
    """Let a child inherit what suits a worker.

    Numerical libraries take one thread, as workers share the cores. The memory of one film is kept for the
    next: by itself glibc gives large arrays back at once, and the pages of new ones, which the system has to
    clear, cost a sixth of a film's time. Modules come from where this process has them, never from the
    folder that it works in.
    """
    inherited = {**_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONSAFEPATH": "1"}
    with _environment:
        before = {name: os.environ.get(name) for name in inherited}
        os.environ.update(inherited)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value

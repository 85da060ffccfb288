"""The stages of an analysis: a checkpoint before each, and the time that it takes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from cxrviewer.jobs import JobContext
from cxrviewer.study import Image

T = TypeVar("T")


def frame_notice(image: Image) -> tuple[str, ...]:
    """Say which frame of several was analysed."""
    source = image.source
    return (f"Frame {source.frame} of {source.frames} was analysed.",) if source.frames > 1 else ()


class Stages:
    """Runs stages with a checkpoint before each and keeps their wall time."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self.timings_s: dict[str, float] = {}

    def run(self, name: str, fraction: float, stage: Callable[[], T]) -> T:
        """Run one stage."""
        self._context.progress(fraction, name)
        with self._timed(name):
            return stage()

    def end(self) -> None:
        """Tell that nothing else will be done."""
        self._context.progress(1.0, "done")

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        """Add the time spent inside to the stage's."""
        began = time.perf_counter()
        yield
        self.timings_s[name] = time.perf_counter() - began

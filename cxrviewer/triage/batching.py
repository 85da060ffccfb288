"""What several ask of one network, put together into batches."""

import time
from collections.abc import Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple

import numpy as np

from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.inference.sessions import Answer, Session

MOST = 16
WAIT_S = 0.002


class _Asked(NamedTuple):
    """A batch that waits for its answer."""

    batch: FloatMap
    answer: "Future[Answer]"


class Batcher:
    """Runs a network for any number of threads; what waits while it runs goes into the next batch together.

    Parameters
    ----------
    session
        Runs the network, in one thread.
    most
        Films of a batch from which on no more are waited for.
    wait_s
        Seconds to wait for more films after the first one.
    """

    def __init__(self, session: Session, most: int = MOST, wait_s: float = WAIT_S) -> None:
        self.session, self._most, self._wait_s = session, most, wait_s
        self._waiting = SimpleQueue[_Asked]()
        Thread(target=self._run, name="cxrviewer-batches", daemon=True).start()

    def run(self, batch: FloatMap) -> Answer:
        """Answer as the session does (its errors, too); from any thread."""
        asked = _Asked(batch, Future())
        self._waiting.put(asked)
        return asked.answer.result()

    def _run(self) -> None:
        while True:
            asked = self._gathered()
            try:
                together = self.session.run(np.concatenate([one.batch for one in asked]))
                for one, answer in zip(
                    asked, _parts(together, [len(one.batch) for one in asked]), strict=True
                ):
                    one.answer.set_result(answer)
            except Exception as error:  # noqa: BLE001 - for those who have asked
                for one in asked:
                    one.answer.set_exception(error)

    def _gathered(self) -> list[_Asked]:
        """Wait for a film, and a moment for more."""
        asked = [self._waiting.get()]
        until = time.monotonic() + self._wait_s
        while sum(len(one.batch) for one in asked) < self._most:
            try:
                asked.append(self._waiting.get(timeout=max(0.0, until - time.monotonic())))
            except Empty:
                break
        return asked


def _parts(answer: Answer, lengths: Sequence[int]) -> list[Answer]:
    """Take the answer of a batch apart again."""
    ends = np.cumsum(lengths)[:-1]
    logits = np.split(answer.logits, ends)
    maps, cams = (
        [None] * len(lengths) if one is None else np.split(one, ends) for one in (answer.maps, answer.cams)
    )
    return [Answer(*parts) for parts in zip(logits, maps, cams, strict=True)]

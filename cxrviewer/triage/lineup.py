"""The films of a batch that have no result, in a line that grows while others are still looked for."""

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from cxrviewer.jobs import JobContext
from cxrviewer.triage.batch import Batch
from cxrviewer.triage.finding import Finding

_LOOK_S = 0.05


class Lineup:
    """One line for one run; what is found is listed in the batch on the way.

    Parameters
    ----------
    finding
        Finds the films.
    batch
        Lists them, and knows which have a result.
    saves
        What is saved of each, as `Saves.words`.
    listed
        Hears, once, that all are found and listed.

    Attributes
    ----------
    number
        How many have had no result, as far as they are listed.
    """

    def __init__(self, finding: Finding, batch: Batch, saves: str, listed: Callable[[], None]) -> None:
        self._finding, self._batch, self._saves, self._listed = finding, batch, saves, listed
        self._waiting = deque[Path]()
        self.number = 0
        batch.begin_listing()

    def add(self, films: Sequence[Path]) -> None:
        """List films that `finding` has found and let those wait that have no result."""
        self._batch.add_films(films)
        pending = self._batch.pending_of(films, self._saves)
        self._waiting.extend(pending)
        self.number += len(pending)
        if self._finding.over:
            self._batch.end_listing(self._finding.refusals)
            self._listed()

    def next(self, context: JobContext) -> Path | None:
        """Return the next film; None when all are found and none waits.

        Parameters
        ----------
        context
            May cancel while nothing is found.

        Raises
        ------
        JobCancelledError
            If the context was cancelled.
        """
        while not self._finding.over:
            context.checkpoint()
            self.add(self._finding.take(_LOOK_S))
            if self._waiting:
                break
        return self._waiting.popleft() if self._waiting else None

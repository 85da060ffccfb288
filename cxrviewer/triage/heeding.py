"""Pause and cancel, as whoever looks at a batch from outside wishes them."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from cxrviewer.errors import FileError
from cxrviewer.jobs import JobContext
from cxrviewer.wishes import Wish, ask, asked

LOOK_S = 0.2


class Heeding:
    """Looks at the wishes in the folder of a batch as long as it is at work.

    Parameters
    ----------
    folder
        Of the batch; a wish that an earlier run has left there is forgotten.
    context
        Cancelled when that is wished.
    """

    def __init__(self, folder: Path, context: JobContext) -> None:
        self._folder, self._context = folder, context
        self._paused, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._look, name="cxrviewer-wishes", daemon=True)

    def __enter__(self) -> Self:
        ask(self._folder, Wish.RUN)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def paused(self) -> bool:
        """Whether no more films shall be begun for now."""
        return self._paused.is_set()

    def wait(self) -> None:
        """Wait until the batch may go on.

        Raises
        ------
        JobCancelledError
            If it shall end.
        """
        while self.paused:
            self._context.checkpoint()
            self._over.wait(LOOK_S)

    def _look(self) -> None:
        while not self._over.wait(LOOK_S):
            self._take(self._wish())

    def _wish(self) -> Wish:
        """Return what is wished; a file that says nothing known holds no wish."""
        try:
            return asked(self._folder)
        except (FileError, OSError):
            return Wish.PAUSE if self.paused else Wish.RUN

    def _take(self, wish: Wish) -> None:
        if wish in {Wish.STOP, Wish.CANCEL}:
            self._context.cancelled.set()
        elif wish is Wish.PAUSE:
            self._paused.set()
        else:
            self._paused.clear()

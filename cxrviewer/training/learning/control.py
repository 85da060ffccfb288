"""What the user wants of a running training: a file in its folder that is read at every step."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from cxrviewer.wishes import Wish, asked

_LOOK_AGAIN_S = 0.2


class StopAskedError(Exception):
    """Raised at a checkpoint when the training shall end with the best state so far; never shown."""


class CancelAskedError(Exception):
    """Raised at a checkpoint when the training shall end with its state kept; never shown."""


class Control:
    """What a training looks at between its steps.

    Parameters
    ----------
    folder
        Of the run; None for a process that does not look there.
    agree
        Makes one wish of those of all processes of the training.
    """

    def __init__(self, folder: Path | None, agree: Callable[[Wish], Wish] = lambda wish: wish) -> None:
        self._folder, self._agree = folder, agree
        self._interrupted = False

    @contextmanager
    def heeding_signals(self) -> Iterator[None]:
        """Take the first SIGTERM or SIGINT as the wish to cancel; a second one is as everywhere.

        Signals come to the main thread only; elsewhere this does nothing.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        kinds = (signal.SIGTERM, signal.SIGINT)
        before = {kind: signal.getsignal(kind) for kind in kinds}

        def interrupt(_number: int, _frame: FrameType | None) -> None:
            self._interrupted = True
            for kind, handler in before.items():
                signal.signal(kind, handler)

        for kind in kinds:
            signal.signal(kind, interrupt)
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)

    def own_wish(self) -> Wish:
        """Return what is wanted of this process now."""
        if self._interrupted:
            return Wish.CANCEL
        return Wish.RUN if self._folder is None else asked(self._folder)

    def wish(self) -> Wish:
        """Return what is wanted of all processes now."""
        return self._agree(self.own_wish())

    def check_cancelled(self) -> None:
        """Look for nothing but whether this process shall end, where there is no state to keep.

        Raises
        ------
        CancelAskedError
            If it shall.
        """
        if self.own_wish() is Wish.CANCEL:
            raise CancelAskedError

    def check(self, pausing: Callable[[], None], going_on: Callable[[], None]) -> None:
        """Do what is wanted: nothing, wait, or end.

        Parameters
        ----------
        pausing, going_on
            Called before the first wait and after the last one.

        Raises
        ------
        StopAskedError, CancelAskedError
            If the training shall end.
        """
        wish = self.wish()
        if wish is Wish.PAUSE:
            pausing()
            while wish is Wish.PAUSE:
                time.sleep(_LOOK_AGAIN_S)
                wish = self.wish()
            if wish is Wish.RUN:
                going_on()
        if wish is Wish.STOP:
            raise StopAskedError
        if wish is Wish.CANCEL:
            raise CancelAskedError

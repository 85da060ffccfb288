"""What happens when the program itself is at fault: the fault is logged, the window stays."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Signal

logger = logging.getLogger("cxrviewer")


def describe_crash(error: BaseException) -> str:
    """Return type and places of an error, without its message and values: those may hold patient data."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in reversed(frames))
    cause = f"; caused by {describe_crash(error.__cause__)}" if error.__cause__ is not None else ""
    return f"{type(error).__name__} in {places or 'no place'}{cause}"


class _Told(QObject):
    """Brings sentences of any thread to the one that it was made in.

    Signals
    -------
    crashed
        The name of an error's type.
    """

    crashed = Signal(str)

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell
        self.crashed.connect(self._say)

    def _say(self, kind: str) -> None:
        self._tell(f"Internal error ({kind}); the program goes on, but save your work and start it again.")


def install_crash_hook(tell: Callable[[str], None]) -> None:
    """Log every error that nobody caught, in any thread, and tell the user in one sentence.

    Parameters
    ----------
    tell
        Shows a sentence in the window; called in the thread that calls this.
    """
    told = _Told(tell)

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        logger.error("Internal error: %s", describe_crash(error))
        told.crashed.emit(kind.__name__)

    def thread_hook(ended: threading.ExceptHookArgs) -> None:
        if ended.exc_value is not None and not issubclass(ended.exc_type, SystemExit):
            hook(ended.exc_type, ended.exc_value, ended.exc_traceback)

    sys.excepthook = hook
    threading.excepthook = thread_hook

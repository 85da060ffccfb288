"""What happens when the program itself is at fault: the fault is logged, the window stays."""

import logging
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

logger = logging.getLogger("cxrviewer")


def describe_crash(error: BaseException) -> str:
    """Return type and places of an error, without its message and values: those may hold patient data."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in reversed(frames))
    cause = f"; caused by {describe_crash(error.__cause__)}" if error.__cause__ is not None else ""
    return f"{type(error).__name__} in {places or 'no place'}{cause}"


def install_crash_hook(tell: Callable[[str], None]) -> None:
    """Log every error that nobody caught, and tell the user in one sentence.

    Parameters
    ----------
    tell
        Shows a sentence in the window.
    """

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        logger.error("Internal error: %s", describe_crash(error))
        tell(f"Internal error ({kind.__name__}); the program goes on, but save your work and start it again.")

    sys.excepthook = hook

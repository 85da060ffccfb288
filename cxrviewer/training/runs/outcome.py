"""How a run ends is told, whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager

from safetensors import SafetensorError

from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import JobCancelledError
from cxrviewer.training.learning.control import CancelAskedError
from cxrviewer.training.learning.events import EndEvent, Tell
from cxrviewer.training.learning.stepping import out_of_memory
from cxrviewer.training.runs.beginning import RefusedError

_CANCELLED = "cancelled; the state is kept and can be gone on with"


@contextmanager
def told(tell: Tell) -> Iterator[None]:
    """Tell the end of a run that does not come to its end, and let the error go on.

    Of a refusal nothing is told.

    Raises
    ------
    CxrviewerError
        In place of an error of the memory, or of a disk that takes no weights.
    """
    try:
        yield
    except (CancelAskedError, JobCancelledError) as error:
        tell(EndEvent(outcome="cancelled", reason=str(error) or _CANCELLED))
        raise
    except RefusedError:
        raise  # the run stays as it is
    except Exception as error:
        failure = _failure(error)
        try:
            tell(EndEvent(outcome="failed", reason=_sentence(failure)))
        except OSError as unwritten:
            failure.add_note(f"this could not be written to the log: {unwritten}")
        if failure is error:
            raise
        raise failure from error


def _failure(error: Exception) -> Exception:
    """Return the error that the user is shown."""
    if out_of_memory(error):
        return CxrviewerError("the memory is not enough: lower batch or sizes, or close other programs")
    if isinstance(error, SafetensorError):
        return CxrviewerError(f"the weights cannot be written ({error})")
    return error


def _sentence(error: Exception) -> str:
    """Return the reason in one sentence."""
    if isinstance(error, CxrviewerError):
        return error.sentence
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}."
    return f"An error of the program ({type(error).__name__})."

import pytest
from safetensors import SafetensorError

from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import JobCancelledError
from cxrviewer.training.learning.events import EndEvent, Event
from cxrviewer.training.runs.beginning import RefusedError
from cxrviewer.training.runs.outcome import told


def ended(error: Exception, shown: type[Exception]) -> list[tuple[str, str]]:
    """Let a run end so, and return what is told."""
    events: list[Event] = []
    with pytest.raises(shown), told(events.append):
        raise error
    return [(one.outcome, one.reason) for one in events if isinstance(one, EndEvent)]


def test_how_a_run_ends_is_told_in_a_sentence() -> None:
    assert ended(CxrviewerError("the films are gone"), CxrviewerError) == [("failed", "the films are gone.")]
    full = OSError(28, "No space left on device", "last.pt")
    assert ended(full, OSError) == [("failed", "last.pt: No space left on device.")]
    assert ended(MemoryError(), CxrviewerError)[0][1].startswith("the memory is not enough: lower batch")
    assert ended(KeyError("x"), KeyError) == [("failed", "An error of the program (KeyError).")]
    assert ended(JobCancelledError(), JobCancelledError)[0][0] == "cancelled"


def test_weights_that_cannot_be_written_are_no_error_of_the_program() -> None:
    [(outcome, reason)] = ended(SafetensorError("File too large"), CxrviewerError)
    assert (outcome, reason) == ("failed", "the weights cannot be written (File too large).")


def test_a_refusal_is_not_told() -> None:
    assert ended(RefusedError("run", "cannot go on with another recipe"), RefusedError) == []

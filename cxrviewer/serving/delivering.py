"""Results sent on beside whatever finishes them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import JobContext
from cxrviewer.serving.courier import UNSENT, Courier, Sending
from cxrviewer.triage.running import Noted, Tell


@contextmanager
def sending_on(folder: Path, sending: Sending | None, tell: Tell, context: JobContext) -> Iterator[None]:
    """Send results on in a thread of its own; what has been finished last is sent before this ends.

    Parameters
    ----------
    folder
        Of the batch.
    sending
        What goes where; None for nothing.
    tell
        Hears of troubles.
    context
        Cancelled when nothing can be sent any more; when it is cancelled, what waits is left for later.

    Raises
    ------
    CxrviewerError
        If results cannot be sent on at all, or at the end some are not sent.
    """
    if sending is None:
        yield
        return
    courier, over = Courier(folder, sending, lambda words: tell(Noted(words))), JobContext()
    failures: list[Exception] = []

    def run() -> None:
        try:
            courier.run(over)
        except Exception as error:  # noqa: BLE001 - the main thread tells of it, without what it may quote
            failures.append(error)
            context.cancelled.set()

    thread = threading.Thread(target=run, name="cxrviewer-courier")
    thread.start()
    try:
        yield
    finally:
        over.cancelled.set()
        thread.join()
    if failures:
        kind = type(failures[0]).__name__
        raise CxrviewerError(f"results cannot be sent on: an error of the program ({kind})")
    if not context.cancelled.is_set() and (left := courier.finish(context)):
        name, why = sending.remote.name, f"{folder / UNSENT} says why"
        raise CxrviewerError(
            f"{left} objects are not sent to {name}; {why}, and the same command tries again"
        )

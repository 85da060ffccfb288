"""Listener, triage and courier in one program."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import JobContext
from cxrviewer.serving.courier import Courier, Sending
from cxrviewer.serving.inbox import open_inbox
from cxrviewer.serving.listener import Listening, Told, listening
from cxrviewer.triage.engine import Engine
from cxrviewer.triage.running import Noted, Order
from cxrviewer.triage.running import Tell as TellOfTriage
from cxrviewer.triage.watching import Watch, watch_batch

_WHOLE_AT_ONCE = Watch(settle_s=0.0, look_every_s=0.5)  # the listener moves films into their place


@dataclass(frozen=True, slots=True)
class Triaging:
    """What becomes of films that arrive.

    Attributes
    ----------
    order, engine
        As of `watch_batch`; the order's input is the folder of the listener.
    tell
        Hears of every film.
    sending
        Where results go; None for nowhere.
    """

    order: Order
    engine: Engine
    tell: TellOfTriage
    sending: Sending | None = None


def run_station(
    folder: Path,
    how: Listening,
    tell: Callable[[Told], None],
    ready: Callable[[int], None],
    triaging: Triaging | None,
    context: JobContext,
) -> None:
    """Receive, triage and send on until the context is cancelled.

    Should triage not be able to go on, everything ends: a listener whose worklist stands still must not seem
    to work.

    Parameters
    ----------
    folder
        Keeps what is received.
    how
        How to listen.
    tell
        Hears of each object received.
    ready
        Hears of the port once the listener listens.
    triaging
        None to receive only.
    context
        Ends it.

    Raises
    ------
    CxrviewerError
        If a folder cannot be used, the port cannot be listened at, or triage cannot go on.
    """
    with open_inbox(folder) as inbox, listening(how, inbox, tell) as port:
        ready(port)
        if triaging is None:
            context.cancelled.wait()
            return
        with _sending_on(triaging, context):
            watch_batch(triaging.order, triaging.engine, triaging.tell, context, _WHOLE_AT_ONCE)


@contextmanager
def _sending_on(triaging: Triaging, context: JobContext) -> Iterator[None]:
    """Send results on in a thread of its own."""
    if triaging.sending is None:
        yield
        return
    courier = Courier(triaging.order.output, triaging.sending, lambda words: triaging.tell(Noted(words)))
    failures: list[Exception] = []

    def run() -> None:
        try:
            courier.run(context)
        except Exception as error:  # noqa: BLE001 - the main thread tells of it, without what it may quote
            failures.append(error)
            context.cancelled.set()

    thread = threading.Thread(target=run, name="cxrviewer-courier")
    thread.start()
    try:
        yield
    finally:
        context.cancelled.set()
        thread.join()
    if failures:
        kind = type(failures[0]).__name__
        raise CxrviewerError(f"results cannot be sent on: an error of the program ({kind})")

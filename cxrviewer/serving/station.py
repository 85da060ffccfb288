"""Listener, triage and courier in one program."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.jobs import JobContext
from cxrviewer.serving.courier import Sending
from cxrviewer.serving.delivering import sending_on
from cxrviewer.serving.inbox import open_inbox
from cxrviewer.serving.listener import Listening, Told, listening
from cxrviewer.triage.engine import Engine
from cxrviewer.triage.running import Order
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
        order = triaging.order
        with sending_on(order.output, triaging.sending, triaging.tell, context):
            watch_batch(order, triaging.engine, triaging.tell, context, _WHOLE_AT_ONCE)

"""A C-STORE and C-ECHO provider (PS3.4 A, B) that answers success only when an object is on the disk."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pynetdicom import AE, evt
from pynetdicom.association import Association
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.dsutils import encode_file_meta
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from cxrviewer.errors import CxrviewerError
from cxrviewer.serving.checking import check_object
from cxrviewer.serving.inbox import Inbox
from cxrviewer.serving.status import CANNOT_UNDERSTAND, SUCCESS, RefusalError
from cxrviewer.serving.storage import SOP_CLASSES, TRANSFER_SYNTAXES
from cxrviewer.serving.transport import LARGEST_PDU, GuardedHandler, GuardedServer

_GRACE_S = 5.0
_LOOK_S = 0.05
_WAITING = 10  # connections beyond those that may have an association, to be told so


@dataclass(frozen=True, slots=True)
class Listening:
    """How the listener listens.

    Attributes
    ----------
    host, port
        Where; port 0 for any that is free.
    ae_title
        Its own; others that are called are refused.
    allowed
        Calling AE titles that may send; empty for all.
    largest_bytes
        An association that sends a larger data set is aborted.
    most_associations
        At the same time; more are refused.
    limit_s
        Seconds that a peer may take for its next message, or for one protocol data unit.
    tls
        Context of a server; None for a connection that everyone on the network can read.
    """

    host: str = "127.0.0.1"
    port: int = 11112
    ae_title: str = "CXRVIEWER"
    allowed: tuple[str, ...] = ()
    largest_bytes: int = 512 * 2**20
    most_associations: int = 10
    limit_s: float = 60.0
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Peer:
    """Who sends.

    Attributes
    ----------
    ae_title
        As it calls itself.
    address
        IP address.
    """

    ae_title: str
    address: str

    def __str__(self) -> str:
        return f"{ascii(self.ae_title)[1:-1]} at {self.address}"


@dataclass(frozen=True, slots=True)
class Received:
    """An object is on the disk.

    Attributes
    ----------
    path
        The file.
    peer
        Who has sent it.
    is_new
        Whether it was not there before, as it is.
    """

    path: Path
    peer: Peer
    is_new: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """An object or an association was not taken.

    Attributes
    ----------
    peer
        Who wanted it.
    reason
        Why, in words.
    status
        What the sender of an object was answered; None of an association.
    """

    peer: Peer
    reason: str
    status: int | None = None


Told = Received | Refused
Tell = Callable[[Told], None]


@contextmanager
def listening(how: Listening, inbox: Inbox, tell: Tell) -> Iterator[int]:
    """Listen until this ends; what is being received then has a few seconds to be finished.

    Parameters
    ----------
    how
        Where, and for whom.
    inbox
        Keeps what comes.
    tell
        Hears of each object, in whatever thread.

    Yields
    ------
    The port.

    Raises
    ------
    CxrviewerError
        If it cannot listen there.
    """
    entity = _entity(how)
    handlers = [
        (evt.EVT_C_STORE, partial(_store, inbox, tell)),
        (evt.EVT_REJECTED, lambda event: tell(Refused(_peer(event.assoc), "the association was refused"))),
    ]
    try:
        server = entity.make_server(
            (how.host, how.port),
            ssl_context=how.tls,
            evt_handlers=handlers,  # type: ignore[arg-type]
            server_class=GuardedServer,
            request_handler=GuardedHandler,
        )
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CxrviewerError(f"cannot listen at {how.host}:{how.port} ({reason})") from error
    assert isinstance(server, GuardedServer)  # noqa: S101 - what was asked for
    server.largest_object, server.most_connections = how.largest_bytes, how.most_associations + _WAITING
    words = f"an object of more than {how.largest_bytes / 2**20:g} MB; the association was aborted"
    server.say_too_large = lambda association: tell(Refused(_peer(association), words))
    thread = threading.Thread(target=server.serve_forever, args=(_LOOK_S,), name="cxrviewer-listener")
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        _end(server)


def _entity(how: Listening) -> AE:
    """Return the application entity with its contexts and limits."""
    entity = AE(how.ae_title)
    entity.supported_contexts = []
    entity.add_supported_context(Verification)
    for sop_class in SOP_CLASSES:
        entity.add_supported_context(sop_class, list(TRANSFER_SYNTAXES))
    entity.require_called_aet = True
    entity.require_calling_aet = list(how.allowed)
    entity.maximum_associations = how.most_associations
    entity.maximum_pdu_size = LARGEST_PDU
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = how.limit_s
    return entity


def _store(inbox: Inbox, tell: Tell, event: evt.Event) -> int:
    """Keep an object and return the status (PS3.4 B.2.3)."""
    peer = _peer(event.assoc)
    try:
        place, is_new = _keep(inbox, event)
    except RefusalError as error:
        tell(Refused(peer, str(error), error.status))
        return error.status
    tell(Received(place, peer, is_new))
    return SUCCESS


def _keep(inbox: Inbox, event: evt.Event) -> tuple[Path, bool]:
    """Keep an object; return where, and whether it is new."""
    request = event.request
    if not isinstance(request, C_STORE) or request.DataSet is None:
        raise RefusalError(CANNOT_UNDERSTAND, "it has no data set")
    sop_class, sop_instance = str(request.AffectedSOPClassUID), str(request.AffectedSOPInstanceUID)
    data = request.DataSet.getbuffer()
    is_new = inbox.keep(
        sop_instance,
        (encode_file_meta(event.file_meta), data),
        lambda path: check_object(path, sop_class, sop_instance),
    )
    return inbox.place(sop_instance), is_new


def _peer(association: Association) -> Peer:
    """Return who is at the other end of an association."""
    return Peer(association.requestor.ae_title, association.requestor.address or "")


def _end(server: GuardedServer) -> None:
    """Wait a little for associations, then abort them."""
    deadline = time.monotonic() + _GRACE_S
    while server.active_associations and time.monotonic() < deadline:
        time.sleep(_LOOK_S)
    for association in server.active_associations:
        association.abort()

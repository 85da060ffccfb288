"""Connections that cannot hold the listener up: limits on time, sizes and number before anyone has a name."""

import socket
import time
from collections.abc import Callable
from socketserver import BaseServer
from typing import Any

from pynetdicom import evt
from pynetdicom.association import Association
from pynetdicom.pdu import P_DATA_TF
from pynetdicom.transport import AssociationSocket, RequestHandler, ThreadedAssociationServer

LARGEST_PDU = 2**17
_LARGEST_READ = 2**20  # a request for an association may be longer than `LARGEST_PDU`
_CHUNK = 2**16
_IS_COMMAND, _IS_LAST = 1, 2


class GuardedSocket(AssociationSocket):
    """Reads a unit whole within the time limit, and none that is longer than any that may come."""

    def recv(self, nr_bytes: int) -> bytearray:
        """Return so many bytes, fewer if the connection ends.

        Raises
        ------
        OSError
            If they are too many, or do not come in time.
        """
        if nr_bytes > _LARGEST_READ:
            raise OSError("a protocol data unit is too long")
        connection = self.socket
        if connection is None:
            raise OSError("the connection is closed")
        limit_s = connection.gettimeout()
        deadline = None if limit_s is None else time.monotonic() + limit_s
        received = bytearray()
        while len(received) < nr_bytes:
            if deadline is not None and time.monotonic() > deadline:
                raise TimeoutError("a protocol data unit took too long")
            part = connection.recv(min(_CHUNK, nr_bytes - len(received)))
            if not part:
                break
            received += part
        return received


class SizeGuard:
    """Ends an association in the midst of an object that is too large.

    Parameters
    ----------
    largest
        Bytes that an object may have.
    say
        Hears of it, with the association.
    """

    def __init__(self, largest: int, say: Callable[[Association], None]) -> None:
        self._largest, self._say = largest, say
        self._bytes = 0
        self._is_over = False

    def hear(self, event: evt.Event) -> None:
        """Count what has come of the present object (PS3.8 9.3.5, annex E.2)."""
        if self._is_over or not isinstance(event.pdu, P_DATA_TF):
            return
        for item in event.pdu.presentation_data_value_items:
            value = item.presentation_data_value or b"\1"
            if value[0] & _IS_COMMAND:
                continue
            self._bytes += len(value) - 1
            if self._bytes > self._largest:
                self._is_over = True
                self._say(event.assoc)
                event.assoc.abort(block=False)
                return
            if value[0] & _IS_LAST:
                self._bytes = 0


class GuardedServer(ThreadedAssociationServer):
    """A server of guarded connections.

    Attributes
    ----------
    largest_object
        Bytes that an object may have.
    most_connections
        How many may be open at once, with an association or without.
    say_too_large
        Hears of objects that are larger.
    """

    daemon_threads = True
    largest_object: int
    most_connections: int
    say_too_large: Callable[[Association], None]

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection; a handshake of TLS comes with the first bytes, in its own thread."""
        connection, address = self.socket.accept()  # type: ignore[union-attr]
        connection.settimeout(self.ae.network_timeout)
        if self.ssl_context is not None:
            connection = self.ssl_context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, address

    def shutdown(self) -> None:
        """Listen no longer."""
        BaseServer.shutdown(self)
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as socketserver has it
        """Say nothing of a connection that failed before it had an association: it is closed."""

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ANN401 - as socketserver has it
        """Whether there is room for one more connection."""
        return len(self.active_associations) < self.most_connections


class GuardedHandler(RequestHandler):
    """Makes an association of a connection, with its guards."""

    server: GuardedServer

    def _create_association(self) -> Association:
        association = super()._create_association()
        association.dul.event_queue.get_nowait()  # a socket announces its connection when it is made
        association.dul.socket = GuardedSocket(association, client_socket=self.request)
        guard = SizeGuard(self.server.largest_object, self.server.say_too_large)
        association.bind(evt.EVT_PDU_RECV, guard.hear)
        return association

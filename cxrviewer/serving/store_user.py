"""Sends objects by C-STORE (PS3.4 B)."""

import re
import ssl
from dataclasses import dataclass

from pydicom.dataset import FileDataset
from pynetdicom import AE
from pynetdicom.association import Association

from cxrviewer.errors import CxrviewerError
from cxrviewer.serving.remote import RejectedError, UnreachableError

_ADDRESS = re.compile(r"(?P<title>[^@\\]{1,16})@(?P<host>\[[0-9a-fA-F:.]+\]|[^@:/\s]+):(?P<port>\d{1,5})")
_WARNING = range(0xB000, 0xC000)
_NO_RESOURCES = range(0xA700, 0xA800)
_LIMIT_S = 30.0


@dataclass(frozen=True, slots=True)
class StoreUser:
    """A service class user of one provider; see `Remote`.

    Attributes
    ----------
    ae_title
        Its own.
    called, host, port
        The provider.
    tls
        Context of a client; None for none.
    """

    ae_title: str
    called: str
    host: str
    port: int
    tls: ssl.SSLContext | None = None

    @property
    def name(self) -> str:
        """See `Remote`."""
        return f"{self.called}@{self.host}:{self.port}"

    def send(self, content: bytes, dataset: FileDataset) -> None:
        """See `Remote`."""
        association = self._associate(dataset)
        try:
            _check_established(association, dataset.SOPClassUID.name)
            status = association.send_c_store(dataset).get("Status")
        except (OSError, RuntimeError) as error:
            raise UnreachableError(f"the association was lost ({type(error).__name__})") from error
        finally:
            if association.is_established:
                association.release()
        _check(status)

    def _associate(self, dataset: FileDataset) -> Association:
        """Ask for an association for one object."""
        entity = AE(self.ae_title)
        entity.add_requested_context(dataset.SOPClassUID, dataset.file_meta.TransferSyntaxUID)
        entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = _LIMIT_S
        entity.connection_timeout = _LIMIT_S
        tls = None if self.tls is None else (self.tls, self.host)
        return entity.associate(self.host, self.port, ae_title=self.called, tls_args=tls)


def store_user(address: str, ae_title: str, tls: ssl.SSLContext | None = None) -> StoreUser:
    """Return the user of the provider at an address of the form AE@HOST:PORT.

    Raises
    ------
    CxrviewerError
        If that is no such address.
    """
    found = _ADDRESS.fullmatch(address.strip())
    if found is None or not 0 < int(found["port"]) < 2**16:
        raise CxrviewerError(f"{address}: is no address of the form AE@HOST:PORT")
    return StoreUser(ae_title, found["title"], found["host"].strip("[]"), int(found["port"]), tls)


def _check_established(association: Association, what: str) -> None:
    """Say why there is no association, or none for this kind of object."""
    if association.is_established:
        return
    if association.rejected_contexts:
        raise RejectedError(f"does not take {what}")
    raise UnreachableError("refuses the association" if association.is_rejected else "cannot be reached")


def _check(status: int | None) -> None:
    """Judge what the provider answered (PS3.4 B.2.3)."""
    if status is None:
        raise UnreachableError("did not answer")
    if status == 0 or status in _WARNING:
        return
    if status in _NO_RESOURCES:
        raise UnreachableError(f"is out of resources ({status:#06x})")
    raise RejectedError(f"answered {status:#06x}")

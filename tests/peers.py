"""The other side of the network: what real programs and raw bytes do to the listener."""

import shutil
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pydicom
import pytest
from pydicom.filewriter import write_file_meta_info
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian
from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.dimse_messages import C_STORE_RQ
from pynetdicom.dimse_primitives import C_STORE
from small_films import write_ct

from cxrviewer.serving.listener import Told

SIDE = 512


@dataclass
class Running:
    """A listener, the folder of its objects, and what it tells."""

    folder: Path
    port: int = 0
    told: list[Told] = field(default_factory=list)

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*/*.dcm"))


Listen = Callable[..., AbstractContextManager[Running]]


def large_ct(path: Path, number: int = 1, side: int = SIDE) -> Path:
    """Write a CT image of `side` squared bytes."""
    return write_ct(path, number=number, Rows=side, Columns=side, PixelData=bytes(side * side))


def data_set(path: Path) -> bytes:
    """Return what a file holds behind its file meta information."""
    meta = BytesIO()
    write_file_meta_info(meta, pydicom.dcmread(path).file_meta)
    return path.read_bytes()[132 + len(meta.getvalue()) :]


def associate(port: int, called: str = "CXRVIEWER", calling: str = "PEER") -> Association:
    """Ask for an association for CT images."""
    entity = AE(calling)
    entity.add_requested_context(CTImageStorage, ExplicitVRLittleEndian)
    return entity.associate("127.0.0.1", port, ae_title=called)


def _message(uid: str, data: bytes) -> C_STORE_RQ:
    request = C_STORE()
    request.MessageID = 1
    request.AffectedSOPClassUID = CTImageStorage
    request.AffectedSOPInstanceUID = uid
    request.Priority = 2
    request.DataSet = BytesIO(data)
    message = C_STORE_RQ()
    message.primitive_to_message(request)
    return message


def send_raw(association: Association, uid: str, data: bytes, share: float = 1.0) -> int | None:
    """Send any bytes as a data set, or only a share of them; return the status, None without an answer."""
    context = association.accepted_contexts[0].context_id
    assert context is not None
    units = list(_message(uid, data).encode_msg(context, 4096))
    for unit in units[: max(2, round(share * len(units)))]:
        association.dul.send_pdu(unit)
    if share < 1:
        return None
    association._reactor_checkpoint.clear()
    while not association._is_paused:
        pass
    _, answer = association.dimse.get_msg(block=True)
    association._reactor_checkpoint.set()
    return None if answer is None else int(answer.Status)  # type: ignore[union-attr, arg-type]


def dcmtk(program: str, port: int, *arguments: object, called: str = "CXRVIEWER") -> tuple[int, str]:
    """Run a program of dcmtk against a port; return its exit status and what it says."""
    running = start_dcmtk(program, port, *arguments, called=called)
    said, _ = running.communicate(timeout=120)
    return running.returncode, said


def start_dcmtk(
    program: str, port: int, *arguments: object, called: str = "CXRVIEWER"
) -> "subprocess.Popen[str]":
    """Start a program of dcmtk; skip the test where there is none."""
    if shutil.which(program) is None:
        pytest.skip(f"no {program} (apt: dcmtk)")
    words = [program, "-v", "-aec", called, "127.0.0.1", str(port), *map(str, arguments)]
    return subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )

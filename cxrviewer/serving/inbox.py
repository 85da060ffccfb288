"""The folder that received objects are kept in: each whole and on the disk before anyone hears of it."""

import errno
import filecmp
import hashlib
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cxrviewer.errors import FileError
from cxrviewer.serving.status import OUT_OF_RESOURCES, PROCESSING_FAILURE, RefusalError
from cxrviewer.triage.lock import hold

_LOCK_FILE = "listener.lock"
_INCOMING = ".incoming"
_PREAMBLE = 128
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
Parts = tuple[bytes | memoryview, ...]


@contextmanager
def open_inbox(folder: Path) -> Iterator["Inbox"]:
    """Open the folder for one listener, and take out what an earlier one has left unfinished.

    Raises
    ------
    FileError
        If it cannot be made or written, or another listener is at work on it.
    """
    incoming = folder / _INCOMING
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        incoming.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise FileError(folder, f"cannot be made a folder ({error.strerror})") from error
    with hold(folder, _LOCK_FILE, "listener"):
        for left in incoming.iterdir():
            left.unlink()
        yield Inbox(folder)


class Inbox:
    """Keeps objects under names that say nothing of the patient; safe to use from any thread.

    Parameters
    ----------
    folder
        As `open_inbox` has made it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._incoming = folder, folder / _INCOMING

    def place(self, sop_instance: str) -> Path:
        """Return where an object is kept: its name is the SHA-256 of its SOP Instance UID."""
        name = hashlib.sha256(sop_instance.encode()).hexdigest()
        return self._folder / name[:2] / f"{name}.dcm"

    def keep(self, sop_instance: str, parts: Parts, check: Callable[[Path], None]) -> bool:
        """Keep an object; when this returns, it is on the disk under its name.

        An object of the same UID is kept once: what is the same is not written, what differs takes its place.

        Parameters
        ----------
        sop_instance
            Its UID.
        parts
            File meta information and data set, without preamble.
        check
            Called with the whole file before it has its name; may raise RefusalError.

        Returns
        -------
        Whether it is new or another one than before.

        Raises
        ------
        RefusalError
            If it is refused or cannot be written.
        """
        beside = self._incoming / f"{secrets.token_hex(16)}.part"
        place = self.place(sop_instance)
        try:
            _write(beside, parts)
            check(beside)
            if place.is_file() and filecmp.cmp(beside, place, shallow=False):
                return False
            if not place.parent.is_dir():
                place.parent.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(self._folder)
            beside.replace(place)
            _sync_folder(place.parent)
        except OSError as error:
            status = OUT_OF_RESOURCES if error.errno in _FULL else PROCESSING_FAILURE
            raise RefusalError(status, f"it cannot be written ({error.strerror or error})") from error
        finally:
            beside.unlink(missing_ok=True)
        return True


def _write(path: Path, parts: Parts) -> None:
    """Write a DICOM file (PS3.10 7.1) and wait until it is on the disk.

    The four letters that make it one are written last: no program takes what lacks a part.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as stream:
        stream.write(bytes(_PREAMBLE + len(b"DICM")))
        stream.writelines(parts)
        stream.flush()
        os.fsync(stream.fileno())
        stream.seek(_PREAMBLE)
        stream.write(b"DICM")
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows has no such thing."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""One run at a time on the folder of a batch."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cxrviewer.errors import FileError
from cxrviewer.store.locking import taken

LOCK_FILE = "batch.lock"
_LONGEST = 20
_PATIENCE_S, _LOOK_AGAIN_S = 1.0, 0.02


@contextmanager
def hold(folder: Path, name: str = LOCK_FILE, what: str = "triage") -> Iterator[None]:
    """Keep other runs off a folder until this ends, however it ends.

    Parameters
    ----------
    folder
        The folder.
    name
        Of the file that the lock is on.
    what
        What holds it, in a word.

    Raises
    ------
    FileError
        If another process holds it, with the number of that, or if the lock cannot be written.
    """
    path = folder / name
    try:
        handle = path.open("a+b")
    except OSError as error:
        raise FileError(path, f"cannot be written: {error.strerror or error}") from error
    with handle:
        if not _taken_in_time(handle):
            raise FileError(folder, f"is in use by another {what}{_holder(handle)}")
        handle.truncate(0)
        handle.write(str(os.getpid()).encode())
        handle.flush()
        yield


def _taken_in_time(handle: BinaryIO) -> bool:
    """Take the lock; whoever asks whether a batch is running has it for a moment."""
    deadline = time.monotonic() + _PATIENCE_S
    while not taken(handle):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_AGAIN_S)
    return True


def is_running(folder: Path) -> bool:
    """Whether a process is at work on the batch in that folder."""
    path = folder / LOCK_FILE
    if not path.exists():
        return False
    with path.open("ab") as handle:
        return not taken(handle)


def _holder(handle: BinaryIO) -> str:
    """Return the process that holds the lock, in words; empty where it has not said so yet."""
    handle.seek(0)
    words = handle.read(_LONGEST).decode("ascii", errors="ignore")
    return f" (process {words})" if words.isdecimal() else ""

"""Which runs have a living process: it holds a lock that ends with it, however it ends."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cxrviewer.errors import FileError
from cxrviewer.store.locking import taken

LOCK = "lock"
_PATIENCE_S = 2.0  # whoever asks whether a run is running has the lock for a moment
_LOOK_AGAIN_S = 0.02

@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold the lock of a run while its process trains.

    Raises
    ------
    FileError
        If another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("ab") as handle:
        deadline = time.monotonic() + _PATIENCE_S
        while not taken(handle):
            if time.monotonic() > deadline:
                raise FileError(folder, "is in use by another training")
            time.sleep(_LOOK_AGAIN_S)
        yield


def is_running(folder: Path) -> bool:
    """Whether a process is training in that folder."""
    file = folder / LOCK
    if not file.exists():
        return False
    with file.open("ab") as handle:
        return not taken(handle)

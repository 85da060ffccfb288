"""A lock that a process holds on a file as long as it lives, however it ends."""

import sys
from typing import BinaryIO

_FAR = 2**30  # where the lock lies on Windows, so that others can read the words at the start

if sys.platform == "win32":
    import msvcrt

    def _take(handle: BinaryIO) -> None:
        handle.seek(_FAR)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: BinaryIO) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def taken(handle: BinaryIO) -> bool:
    """Take the lock of an open file, which is given back when the file is closed; whether that worked."""
    try:
        _take(handle)
    except OSError:
        return False
    return True

"""The program's log: faults of the program itself, on this computer only and without patient data."""

import faulthandler
import logging
import os
import platform
from datetime import datetime
from pathlib import Path
from typing import TextIO

from cxrviewer import __version__

LIMIT_BYTES = 1 << 20
_FORMAT = "%(asctime)s %(threadName)s %(levelname)s %(message)s"
_open: list[TextIO] = []


def start_log(path: Path) -> str:
    """Write to a file what this program logs, and where it stands if a signal ends it.

    What libraries log is left out: it may quote the header of a film. A log that has grown long becomes
    `NAME.old`, in the place of the one before.

    Parameters
    ----------
    path
        The log; it and its folder need not exist.

    Returns
    -------
    str
        A sentence if the log cannot be written; else empty.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size > LIMIT_BYTES:
            path.replace(path.with_name(f"{path.name}.old"))
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        return f"{path}: the log cannot be written ({error.strerror})."
    stream = os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter(_FORMAT))
    logging.getLogger("cxrviewer").addHandler(handler)
    begun = datetime.now().astimezone().isoformat(" ", "seconds")
    stream.write(f"{begun} cxrviewer {__version__} begins on {platform.platform()}\n")
    stream.flush()
    faulthandler.enable(stream)
    _open.append(stream)  # faulthandler needs it to the end of the process
    return ""


def read_log(path: Path) -> str:
    """Return the last part of the log; empty if there is none.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - LIMIT_BYTES))
        return stream.read().decode(errors="replace")

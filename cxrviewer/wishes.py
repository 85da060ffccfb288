"""What the user wants of a process that works for long: a file in its folder that it looks at."""

import json
import os
from enum import StrEnum
from pathlib import Path

from cxrviewer.errors import FileError

CONTROL = "control.json"


class Wish(StrEnum):
    """What is asked for, from the least to the most urgent."""

    RUN = "run"
    PAUSE = "pause"
    STOP = "stop"
    CANCEL = "cancel"


def ask(folder: Path, wish: Wish) -> None:
    """Write what is wanted of the process that works in that folder, whole or not at all.

    Raises
    ------
    FileError
        If it cannot be written.
    """
    temporary = folder / f"{CONTROL}.{os.getpid()}.writing"
    try:
        temporary.write_text(json.dumps({"wish": wish.value}), encoding="utf-8")
        temporary.replace(folder / CONTROL)
    except OSError as error:
        raise FileError(folder, f"cannot be written ({error.strerror or error})") from error


def asked(folder: Path) -> Wish:
    """Return what is wanted of the process that works in that folder; to run, if nothing was ever asked.

    Raises
    ------
    FileError
        If the file is there and says nothing that is known.
    """
    file = folder / CONTROL
    try:
        return Wish(json.loads(file.read_text(encoding="utf-8"))["wish"])
    except FileNotFoundError:
        return Wish.RUN
    except (ValueError, LookupError, TypeError) as error:
        raise FileError(file, f"does not hold one of the wishes {', '.join(Wish)}") from error

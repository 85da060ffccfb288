"""Our own command line as a process that outlives the window."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from cxrviewer.errors import FileError
from cxrviewer.locations import child_environment, own_command

CONSOLE, WISH = "console.txt", "wish.json"
_CREATION = getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


def start_child(arguments: Sequence[str], folder: Path, wish: bytes, what: str) -> subprocess.Popen[bytes]:
    """Start the process; what it prints as an error goes to `console.txt` in the folder.

    It is the first of a session of its own, so that neither the end of the window nor its terminal ends it.

    Parameters
    ----------
    arguments
        Of our command line.
    folder
        Where it works; made if there is none.
    wish
        What was wished, for whoever opens the folder later: `wish.json`.
    what
        What it is called in a sentence.

    Raises
    ------
    FileError
        If the folder cannot be made or the process not be started.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / WISH).write_bytes(wish)
        with (folder / CONSOLE).open("wb") as console:
            return subprocess.Popen(  # noqa: S603 - our own command line
                [*own_command(), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=console,
                env=child_environment(),
                start_new_session=True,
                creationflags=_CREATION,
            )
    except OSError as error:
        raise FileError(folder, f"{what} cannot be started ({error.strerror})") from error


def last_words(folder: Path) -> str:
    """Return the last sentence that the process in that folder has printed as an error; empty without one."""
    file = folder / CONSOLE
    if not file.is_file():
        return ""
    lines = [line.strip() for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
    return next((line.removeprefix("cxrviewer: ") for line in reversed(lines) if line), "")

"""Our own command line as a process that outlives the window."""

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from cxrviewer.errors import FileError
from cxrviewer.locations import child_environment, own_command

CONSOLE, WISH = "console.txt", "wish.json"
_CREATION = getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)

Wished = TypeVar("Wished")


class Launch:
    """A process that was started here, until its lock tells of it.

    Parameters
    ----------
    process
        None where another window or the command line has started what is at work.
    """

    def __init__(self, process: subprocess.Popen[bytes] | None = None) -> None:
        self.process = process
        self.begun = datetime.now(UTC) if process is not None else None
        self._seen_running = False

    def is_starting(self, *, running: bool) -> bool:
        """Whether it lives and has not taken its lock yet; `running` says whether one is held now."""
        self._seen_running |= running
        return self.process is not None and self.process.poll() is None and not self._seen_running


def read_wished(wishes: TypeAdapter[Wished], folder: Path, what: str) -> Wished | None:
    """Return what was wished of the process in that folder; None where it was not started in a window.

    Parameters
    ----------
    wishes
        Reads what `start_child` was given.
    what
        What the process is called in a sentence.

    Raises
    ------
    FileError
        If that cannot be read.
    """
    try:
        return wishes.validate_json((folder / WISH).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise FileError(folder / WISH, f"does not say how {what} was started") from error


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

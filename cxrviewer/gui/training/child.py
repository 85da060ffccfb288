"""The training as a process of its own, which outlives the window: our own command line, started detached."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment

import cxrviewer
from cxrviewer.errors import FileError

CONSOLE = "console.txt"
_PACKAGE_ROOT = Path(cxrviewer.__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class TrainingWish:
    """What is to be trained.

    Attributes
    ----------
    task, data, output
        As the command `train` takes them; `output` is the run's folder.
    preset, changes
        Name of the recipe, and the values that differ from it, as text.
    device
        "auto", "cpu" or "cuda".
    options
        Further options of the command, such as how patients are told.
    resume
        Whether an earlier training in that folder goes on.
    """

    task: str
    data: Path
    output: Path
    preset: str
    changes: Mapping[str, str] = field(default_factory=dict)
    device: str = "auto"
    options: tuple[str, ...] = ()
    resume: bool = False

    def arguments(self) -> list[str]:
        """Return the arguments of our command line."""
        changes = [part for key, text in self.changes.items() for part in ("--set", f"{key}={text}")]
        return [
            *("train", self.task, str(self.data), "--output", str(self.output)),
            *("--preset", self.preset, *changes, "--device", self.device, *self.options),
            *(["--resume"] if self.resume else []),
            "--json-lines",
        ]


def start_training(wish: TrainingWish) -> int:
    """Start the process and return its number; what it prints goes to `console.txt` in the run's folder.

    Raises
    ------
    FileError
        If the folder cannot be made or the process not be started.
    """
    try:
        wish.output.mkdir(parents=True, exist_ok=True)
        (wish.output / CONSOLE).write_bytes(b"")
    except OSError as error:
        raise FileError(wish.output, f"cannot be written ({error.strerror})") from error
    process = QProcess()
    own = [] if getattr(sys, "frozen", False) else ["-P", "-m", "cxrviewer"]
    process.setProgram(sys.executable)
    process.setArguments([*own, *wish.arguments()])
    process.setProcessEnvironment(_environment())
    process.setStandardInputFile(QProcess.nullDevice())
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(str(wish.output / CONSOLE))
    started, number = process.startDetached()  # type: ignore[misc]  # the stub has no tuple
    if not started:
        raise FileError(wish.output, f"the training cannot be started ({process.errorString()})")
    return int(number)


def last_words(folder: Path) -> str:
    """Return the last sentence that the process in that folder has printed as an error; empty without one."""
    file = folder / CONSOLE
    if not file.is_file():
        return ""
    lines = [line.strip() for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
    return next((line.removeprefix("cxrviewer: ") for line in reversed(lines) if line), "")


def lives(number: int) -> bool:
    """Whether a process that we started is still there; one that has ended and was not waited for is not."""
    if sys.platform == "win32":
        return _lives_on_windows(number)
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    status = Path(f"/proc/{number}/stat")
    return not (status.is_file() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def _lives_on_windows(number: int) -> bool:
    """Whether Windows lists the process as running."""
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there on Windows
    handle = kernel.OpenProcess(0x1000, False, number)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259  # STILL_ACTIVE


def _environment() -> QProcessEnvironment:
    """Return the environment of the child: this package first."""
    environment = QProcessEnvironment.systemEnvironment()
    path = os.pathsep.join(filter(None, (str(_PACKAGE_ROOT), environment.value("PYTHONPATH"))))
    environment.insert("PYTHONPATH", path)
    return environment

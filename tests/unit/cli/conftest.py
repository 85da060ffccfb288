"""The command line called in this process, and as a program of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cxrviewer.cli.app import Windows, run_command_line

REPOSITORY = Path(__file__).resolve().parents[3]


class Ended(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str


Command = Callable[..., Ended]


def no_window(*_arguments: object) -> int:
    raise AssertionError("this command must not open the window")


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what a command keeps for its user lie apart from the user's own."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "user"))


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process."""

    def run(*arguments: object) -> Ended:
        capsys.readouterr()
        status = run_command_line([str(one) for one in arguments], Windows(no_window, no_window))
        captured = capsys.readouterr()
        return Ended(status, captured.out, captured.err)

    return run


@pytest.fixture
def program() -> Command:
    """Run `python -m cxrviewer` as a user does."""

    def run(*arguments: object) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "cxrviewer", *(str(one) for one in arguments)],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return run

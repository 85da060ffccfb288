"""The log: only our own words, a file of its owner's, even where a signal ends the program."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cxrviewer.gui.dialogs.log import NOTHING, LogDialog
from cxrviewer.gui.log_file import LIMIT_BYTES, read_log, start_log
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.locations import log_file

REPOSITORY = Path(__file__).resolve().parents[3]
START = "import logging, os, sys; from pathlib import Path; from cxrviewer.gui.log_file import start_log\n"


def run(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", START + f"print(start_log(Path({str(path)!r})))\n" + code],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


def test_only_the_programs_own_words_are_in_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "cxrviewer.log"
    theirs, ours = (
        "getLogger('pydicom').error('patient Doe^Jane')",
        "getLogger('cxrviewer').error('our fault')",
    )
    code = f"logging.{theirs}\nlogging.{ours}"
    assert run(code, path).stdout == "\n"
    first, second = read_log(path).splitlines()
    assert " cxrviewer " in first
    assert second.endswith("ERROR our fault")
    assert path.stat().st_mode & 0o077 == 0


def test_a_signal_leaves_its_place(tmp_path: Path) -> None:
    path = tmp_path / "cxrviewer.log"
    assert run("def dies(): os.abort()\ndies()", path).returncode < 0
    assert "Fatal Python error: Aborted" in read_log(path)
    assert "in dies" in read_log(path)


def test_a_long_log_gives_way_to_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "cxrviewer.log"
    path.write_bytes(b"x" * (LIMIT_BYTES + 1))
    run("", path)
    assert len(read_log(path).splitlines()) == 1
    assert path.with_name("cxrviewer.log.old").stat().st_size == LIMIT_BYTES + 1


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "cxrviewer.log"
    assert start_log(path).startswith(f"{path}: the log cannot be written (")


def test_the_help_menu_shows_the_log(
    open_window: Callable[..., MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    window = open_window()
    window.action("show_log").trigger()
    (dialog,) = window.findChildren(LogDialog)
    assert dialog.text.toPlainText() == NOTHING
    dialog.close()
    log_file().parent.mkdir(parents=True)
    log_file().write_text("our fault\n", encoding="utf-8")
    window.action("show_log").trigger()
    dialog = next(one for one in window.findChildren(LogDialog) if one.isVisible())
    assert dialog.text.toPlainText() == "our fault\n"
    dialog.close()

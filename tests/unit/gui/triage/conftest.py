"""The triage window over drawn films, sorted by the real command line with tiny models."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from phantoms import PhantomSet
from pytestqt.qtbot import QtBot

from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.triage.window import TriageWindow
from cxrviewer.triage.lock import is_running
from cxrviewer.wishes import Wish, ask

WAIT_MS = 240_000


@pytest.fixture(scope="session")
def triage_films(phantoms: PhantomSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three films and one that cannot be read."""
    folder = tmp_path_factory.mktemp("triage") / "films"
    folder.mkdir()
    for film in phantoms.films[::12]:
        shutil.copy(film, folder)
    (folder / "cut.png").write_bytes(phantoms.films[1].read_bytes()[:300])
    return folder


@pytest.fixture(scope="session")
def sorted_batch(triage_films: Path, tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a batch that the command line has finished."""
    out = tmp_path_factory.mktemp("sorted") / "batch"
    command = [sys.executable, "-m", "cxrviewer", "triage", str(triage_films), "--output", str(out)]
    options = ["--models", str(tiny_models), "--workers", "1"]
    ended = subprocess.run([*command, *options], env={**os.environ, "OMP_NUM_THREADS": "1"}, check=False)
    assert ended.returncode == 1  # one film has failed
    return out


@pytest.fixture
def batch(sorted_batch: Path, tmp_path: Path) -> Path:
    """A finished batch of the test's own."""
    return Path(shutil.copytree(sorted_batch, tmp_path / "batch"))


class Hand:
    """Drives the window as a user does, and waits."""

    def __init__(self, main: MainWindow, qtbot: QtBot) -> None:
        self.main, self._qtbot = main, qtbot
        self.window: TriageWindow = main.workspace.commands.triage.window

    def open(self, batch: Path) -> None:
        """Open a batch that is there, and wait until it is listed."""
        self.window.start.output.setText(str(batch))
        self.window.start.open.click()
        self.until(lambda: self.window.desk.follower.overview.films > 0)

    def start(self, films: Path, output: Path, models: Path) -> None:
        """Start a batch."""
        start = self.window.start
        start.put(replace(start.wish, options=("--models", str(models), "--workers", "1")))
        start.output.setText(str(output))
        start.put_inputs((films,))
        start.start.click()

    @property
    def names(self) -> list[str]:
        """The files of the worklist, as they are listed."""
        model = self.window.worklist.model
        return [model.row_at(place).path.name for place in range(model.rowCount())]

    def until(self, true: Callable[[], bool]) -> None:
        """Wait."""
        self._qtbot.waitUntil(true, timeout=WAIT_MS)


@pytest.fixture
def hand(
    open_window: Callable[..., MainWindow], settle: Callable[[MainWindow], None], qtbot: QtBot, tmp_path: Path
) -> Iterator[Hand]:
    """The triage window, opened from the menu; what it has started ends with the test."""
    main = open_window()
    main.action("triage_films").trigger()
    settle(main)
    yield Hand(main, qtbot)
    out = tmp_path / "out"
    if is_running(out):
        ask(out, Wish.CANCEL)

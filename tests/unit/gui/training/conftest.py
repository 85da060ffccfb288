"""The training window over a data set of drawn films, and a recipe that trains in seconds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from phantoms import PhantomSet
from pytestqt.qtbot import QtBot

from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.training.course_state import CourseState
from cxrviewer.gui.training.window import Page, TrainingWindow
from cxrviewer.training.runs.lock import is_running
from cxrviewer.wishes import Wish, ask

WAIT_MS = 240_000
TINY = {
    "options": "widths=8+16+24,blocks=1,dropout=0",
    "package": "tiny",
    "frame": "film",
    "sizes": "32",
    "epochs": "4",
    "batch": "8",
    "learning_rate": "0.02",
    "hide": "0",
    "inside": "0",
    "steady": "0",
    "ema": "0.8",
    "erase": "0",
    "patience": "0",
}


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process that trains leave a core to the others."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture
def training(
    open_window: Callable[..., MainWindow], settle: Callable[[MainWindow], None], tmp_path: Path
) -> Iterator[TrainingWindow]:
    """The training window, opened from the menu; what it has started ends with the test."""
    window = open_window()
    window.action("train_models").trigger()
    settle(window)
    yield window.workspace.commands.training.window
    runs = tmp_path / "settings" / "runs"
    for folder in runs.iterdir() if runs.is_dir() else ():
        if is_running(folder):
            ask(folder, Wish.CANCEL)


class Hand:
    """Drives the window as a user does, and waits."""

    def __init__(self, window: TrainingWindow, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot

    def point_at(self, data: Path) -> None:
        """Choose data and wait until its films are listed."""
        self.window.data.put_path(data)
        self.until(self.window.data.next.isEnabled)
        self.window.data.next.click()

    def start(self, name: str, **changes: str) -> Path:
        """Start the tiny recipe, and return the run's folder."""
        self.window.recipe.choose("shipped-cxr4")
        self.window.recipe.form.put(TINY | changes)
        self.window.recipe.name.setText(name)
        assert self.window.recipe.problem.text() == ""
        self.window.recipe.start.click()
        assert self.window.tabs.currentIndex() == Page.TRAINING
        return self.window.desk.follower.folder

    @property
    def state(self) -> CourseState:
        """How the run that is shown stands."""
        return self.window.desk.follower.state

    @property
    def done(self) -> int:
        """How many epochs are done."""
        return len(self.window.desk.follower.history.epochs)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait."""
        self._qtbot.waitUntil(true, timeout=WAIT_MS)


@pytest.fixture
def hand(training: TrainingWindow, qtbot: QtBot) -> Hand:
    return Hand(training, qtbot)


@pytest.fixture
def data(phantoms: PhantomSet) -> Path:
    return phantoms.folder

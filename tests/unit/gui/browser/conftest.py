"""Study browsers over real indexes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from study_desk import Desk

from cxrviewer.gui.browser.panel import StudyBrowser
from cxrviewer.gui.browser.study_index import StudyIndex
from cxrviewer.gui.jobs import JobRunner


@pytest.fixture
def make_desk(qapp: QApplication, qtbot: QtBot) -> Iterator[Callable[[Path], Desk]]:
    """A function that opens a browser on an index, which need not exist."""
    desks: list[Desk] = []

    def make(path: Path) -> Desk:
        runner = JobRunner()
        index = StudyIndex(runner, path)
        browser = StudyBrowser(index, runner)
        desk = Desk(browser, index, runner, qtbot)
        browser.chosen.connect(lambda images: desk.chosen.append([image.path for image in images]))
        for signal in (browser.told, index.message):
            signal.connect(desk.told.append)
        index.failed.connect(lambda error: desk.told.append(str(error)))
        desks.append(desk)
        browser.resize(380, 900)
        browser.show()
        desk.settle()
        return desk

    yield make
    for desk in desks:
        assert desk.runner.shutdown()
        desk.index.close()
        desk.browser.close()
        desk.browser.deleteLater()


@pytest.fixture
def desk(make_desk: Callable[[Path], Desk], tmp_path: Path) -> Desk:
    """A browser over an empty index."""
    return make_desk(tmp_path / "user data" / "index.sqlite3")

"""The study browser over a real index, without the rest of the window, and a hand to drive it."""

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QModelIndex
from pytestqt.qtbot import QtBot

from cxrviewer.errors import ReadError
from cxrviewer.gui.browser.panel import StudyBrowser
from cxrviewer.gui.browser.study_index import StudyIndex
from cxrviewer.gui.jobs import JobRunner
from cxrviewer.jobs import Outcome

WAIT_MS = 60_000


@dataclass
class Desk:
    """A browser, what it works with, and what it has said."""

    browser: StudyBrowser
    index: StudyIndex
    runner: JobRunner
    qtbot: QtBot
    chosen: list[list[Path]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    refusals: list[ReadError] = field(default_factory=list)
    outcomes: list[Outcome[int]] = field(default_factory=list)

    def open(self, *paths: Path) -> None:
        """Scan paths and wait until all is listed."""
        self.index.scan(paths, lambda batch: self.refusals.extend(batch.refusals), self.outcomes.append)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is read or made and no refresh is due, and show the state of the index."""
        self.qtbot.waitUntil(self._at_rest, timeout=WAIT_MS)
        self.browser.refresh()

    def _at_rest(self) -> bool:
        return self.runner.under_way == 0 and not self.browser._refresh.isActive()

    def rows(self, *place: int) -> list[str]:
        """The first lines of the rows below a row, which is found by its place at each level."""
        model = self.browser.model
        parent = self.at(*place)
        if model.canFetchMore(parent):
            model.fetchMore(parent)
        return [
            model.data(model.index(row, 0, parent)).split("\n")[0] for row in range(model.rowCount(parent))
        ]

    def at(self, *place: int) -> QModelIndex:
        """The index of a row, by its place at each level."""
        model, index = self.browser.model, QModelIndex()
        for row in place:
            if model.canFetchMore(index) and not model.rowCount(index):
                model.fetchMore(index)
            index = model.index(row, 0, index)
            assert index.isValid()
        return index

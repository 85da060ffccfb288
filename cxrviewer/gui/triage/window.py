"""The triage window: what is sorted and how, the worklist, charts."""

from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cxrviewer.gui.jobs import JobRunner
from cxrviewer.gui.paged import fit_screen, page_tabs
from cxrviewer.gui.panels.messages import MessageArea
from cxrviewer.gui.triage.charts_page import ChartsPage
from cxrviewer.gui.triage.child import BatchWish
from cxrviewer.gui.triage.course_bar import CourseBar
from cxrviewer.gui.triage.desk import TriageDesk
from cxrviewer.gui.triage.policy_page import PolicyPage
from cxrviewer.gui.triage.start_page import StartPage
from cxrviewer.gui.triage.worklist_page import WorklistPage
from cxrviewer.triage.batch import BATCH_FILE

SIZE = 1320, 780


class Page(IntEnum):
    """The pages."""

    START = 0
    POLICY = 1
    WORKLIST = 2
    CHARTS = 3


TITLES = {Page.START: "Films", Page.POLICY: "Policy", Page.WORKLIST: "Worklist", Page.CHARTS: "Charts"}


class TriageWindow(QWidget):
    """A window of its own above the main one; a batch goes on when it is closed.

    Parameters
    ----------
    parent
        The main window.
    runner
        Runs what takes time.
    folder
        Where choosing begins.
    last
        Folder of the batch that was shown last; empty for none.

    Signals
    -------
    case_wanted
        A film shall be opened in the viewer; with the films of the cases around it.
    batch_shown
        The folder of a batch that is opened or started.
    """

    case_wanted = Signal(object, object)
    batch_shown = Signal(object)

    def __init__(self, parent: QWidget, runner: JobRunner, folder: str, last: str = "") -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._last = last
        self.setObjectName("triageWindow")
        self.setWindowTitle("Triage of many films")
        self.desk = TriageDesk(runner, self)
        self.messages = MessageArea(self)
        self.start, self.policy = StartPage(folder, self), PolicyPage(folder, self)
        self.worklist, self.charts = WorklistPage(self.desk, self), ChartsPage(self)
        self.course = CourseBar(self.desk.follower, self)
        self._place()
        self._connect()
        fit_screen(self, SIZE)

    def _place(self) -> None:
        pages = (self.start, self.policy, self.worklist, self.charts)
        titled = dict(zip(TITLES.values(), pages, strict=True))
        self.tabs = page_tabs(self, "Triage", "Films, policy, worklist, charts", titled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.course)

    def _connect(self) -> None:
        desk, start = self.desk, self.start
        desk.told.connect(self.messages.tell)
        desk.wish_known.connect(start.put)
        desk.follower.changed.connect(lambda: self.charts.show_overview(desk.follower.overview))
        start.start_wanted.connect(self._start)
        start.open_wanted.connect(self._open)
        start.policy_wanted.connect(self.policy.show_policy)
        self.policy.saved.connect(start.put_policy)
        self.worklist.case_wanted.connect(self.case_wanted)

    def _start(self, wish: BatchWish) -> None:
        if self.policy.policy is None:
            self.show_page(Page.POLICY)  # it says what is wrong
        elif self.desk.start(wish):
            self.batch_shown.emit(wish.output)
            self.show_page(Page.WORKLIST)

    def _open(self, folder: Path) -> None:
        if self.desk.open(folder):
            self.batch_shown.emit(folder)
            self.show_page(Page.WORKLIST)

    def show_page(self, page: Page) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(page)

    def appear(self) -> None:
        """Come to the front."""
        self.show()
        self.activateWindow()
        last = Path(self._last) if self._last else None
        if self.desk.follower.folder is None and last is not None and (last / BATCH_FILE).exists():
            self._open(last)
        else:
            self.desk.follower.look()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the window; what is being sorted goes on."""
        self.worklist.case.flush()
        event.accept()

"""The training window: five pages, and what goes from one to the next."""

from collections.abc import Callable
from enum import IntEnum
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.jobs import JobRunner
from cxrviewer.gui.panels.messages import MessageArea
from cxrviewer.gui.training.comparison_dialog import ComparisonDialog
from cxrviewer.gui.training.data_page import DataPage
from cxrviewer.gui.training.desk import TrainingDesk
from cxrviewer.gui.training.evaluating import Result
from cxrviewer.gui.training.recipe_page import RecipePage
from cxrviewer.gui.training.result_page import ResultPage
from cxrviewer.gui.training.runs_page import RunsPage
from cxrviewer.gui.training.training_page import TrainingPage
from cxrviewer.jobs import Progress
from cxrviewer.training.runs.summary import RunSummary

SIZE = 1180, 760


class Page(IntEnum):
    """The pages, in the order of the course."""

    DATA = 0
    RECIPE = 1
    TRAINING = 2
    RESULT = 3
    RUNS = 4


TITLES = {
    Page.DATA: "1  Data",
    Page.RECIPE: "2  Recipe",
    Page.TRAINING: "3  Training",
    Page.RESULT: "4  Result",
    Page.RUNS: "Runs",
}


class TrainingWindow(QWidget):
    """A window of its own above the main one; a training goes on when it is closed.

    Parameters
    ----------
    parent
        The main window.
    runner
        Runs what takes time.
    settings
        The settings file in use: runs and models lie beside it.
    folder
        Where choosing data begins.

    Signals
    -------
    film_wanted
        A film shall be opened in the viewer.
    """

    film_wanted = Signal(object)

    def __init__(self, parent: QWidget, runner: JobRunner, settings: Path, folder: str) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("trainingWindow")
        self.setWindowTitle("Train models")
        self.desk = TrainingDesk(runner, settings, self)
        self.messages = MessageArea(self)
        self.data, self.recipe = DataPage(folder, self), RecipePage(parent=self)
        self.training, self.result = TrainingPage(self.desk.follower, self), ResultPage(self)
        self.runs = RunsPage(self)
        self._place()
        self._connect_data()
        self._connect_recipe()
        self._connect_training()
        self._connect_result()
        self._connect_runs()
        self.recipe.show_task("classify")
        self._fit_screen()

    def _place(self) -> None:
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("courseTabs")
        self.tabs.setAccessibleName("Course of a training")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName("Data, recipe, training, result, runs")
        pages = {
            Page.DATA: self.data,
            Page.RECIPE: self.recipe,
            Page.TRAINING: self.training,
            Page.RESULT: self.result,
            Page.RUNS: self.runs,
        }
        for page, widget in pages.items():
            self.tabs.addTab(widget, TITLES[page])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.tabs, 1)

    def _fit_screen(self) -> None:
        room = self.screen().availableSize()
        self.resize(min(SIZE[0], room.width() - 40), min(SIZE[1], room.height() - 60))

    def _connect_data(self) -> None:
        data, desk = self.data, self.desk
        data.changed.connect(lambda: self._with_choice(desk.look, "Listing the films"))
        data.check_wanted.connect(lambda: self._with_choice(desk.check, "Checking the data"))
        data.stop_wanted.connect(desk.checking.stop)
        data.save_wanted.connect(desk.save_report)
        data.next_wanted.connect(lambda: self.show_page(Page.RECIPE))
        desk.checking.progressed.connect(self._follow_check)
        desk.checking.failed.connect(data.rest)
        desk.checking.stopped.connect(
            lambda: data.rest("Stopped.", listed=desk.summary is not None, checked=desk.checked is not None)
        )
        desk.looked.connect(self._show_data)

    def _connect_recipe(self) -> None:
        self.recipe.edited.connect(self._say_time)
        self.recipe.start_wanted.connect(self._start)
        self.desk.paces_known.connect(self._say_time)

    def _connect_training(self) -> None:
        desk = self.desk
        desk.told.connect(self.messages.tell)
        self.training.resume_wanted.connect(desk.resume_shown)
        self.training.result_wanted.connect(lambda: self.show_page(Page.RESULT))

    def _connect_result(self) -> None:
        desk, page = self.desk, self.result
        desk.result_known.connect(page.show_result)
        desk.result_gone.connect(page.clear)
        desk.switched.connect(page.rest)
        desk.measuring.progressed.connect(lambda progress: page.state.setText(progress.message))
        desk.measuring.failed.connect(page.rest)
        desk.measuring.stopped.connect(lambda: page.rest("Stopped."))
        page.stop_wanted.connect(desk.measuring.stop)
        page.film_wanted.connect(self.film_wanted)
        for wanted, said, work in (
            (page.measure_wanted, "Measuring", desk.measure),
            (page.use_wanted, "Loading the model and comparing its answer", desk.use),
            (page.before_wanted, "Rolling back", desk.use_before),
        ):
            wanted.connect(partial(self._with_result, work, said))

    def _connect_runs(self) -> None:
        desk, runs = self.desk, self.runs
        desk.runs_known.connect(runs.show_runs)
        runs.open_wanted.connect(self._open)
        runs.resume_wanted.connect(self._resume)
        runs.compare_wanted.connect(desk.compare)
        desk.compared.connect(lambda compared: ComparisonDialog(self, compared).show())
        runs.remove_wanted.connect(desk.remove)
        runs.noted.connect(desk.note)
        self.tabs.currentChanged.connect(lambda page: desk.list_runs() if page == Page.RUNS else None)

    def show_page(self, page: Page) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(page)

    def reattach(self) -> None:
        """Follow the run that is running, if no other one is shown."""
        self.desk.reattach()
        if self.desk.follower.folder is not None and self.desk.follower.state.living:
            self.show_page(Page.TRAINING)

    def _with_choice(self, work: Callable[..., None], said: str) -> None:
        choice = self.data.choice
        if choice is None:
            return
        chosen = self.recipe.chosen
        if chosen is None or chosen.task != choice.task:
            self.recipe.show_task(choice.task)
        self.data.work(said)
        work(choice)

    def _with_result(self, work: Callable[[Result], None], said: str) -> None:
        if self.result.result is not None:
            self.result.work(said)
            work(self.result.result)

    def _follow_check(self, progress: Progress) -> None:
        self.data.follow(progress.fraction, progress.message)

    def _show_data(self, html: str) -> None:
        self.data.report.setHtml(html)
        self.data.rest("", listed=True, checked=self.desk.checked is not None)
        self._say_time()

    def _say_time(self) -> None:
        try:
            self.recipe.say_time(self.desk.estimate(self.recipe.recipe()))
        except CxrviewerError:
            self.recipe.say_time("")  # the page says what is wrong

    def _start(self) -> None:
        choice = self.data.choice
        if choice is None or self.desk.summary is None:
            self.messages.tell("Choose the data first.")
            self.show_page(Page.DATA)
            return
        checked = self.desk.checked
        if checked is not None and checked.report.blocks:
            self.messages.tell("The data is not ready to be trained on: see what must be put right.")
            self.show_page(Page.DATA)
            return
        if self.desk.start(choice, self.recipe.recipe()):
            self.show_page(Page.TRAINING)

    def _open(self, run: RunSummary) -> None:
        self.desk.open_run(run)
        self.show_page(Page.TRAINING)

    def _resume(self, run: RunSummary) -> None:
        self.desk.open_run(run)
        self.desk.resume_shown()
        self.show_page(Page.TRAINING)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the window; what is trained goes on."""
        self.desk.checking.stop()
        event.accept()

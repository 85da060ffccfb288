"""The training window: five pages, and what goes from one to the next."""

from collections.abc import Callable
from enum import IntEnum
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.jobs import JobRunner
from cxrviewer.gui.model_desk import ModelDesk
from cxrviewer.gui.paged import fit_screen, page_tabs
from cxrviewer.gui.panels.messages import MessageArea
from cxrviewer.gui.training.comparing import ComparedRuns
from cxrviewer.gui.training.data_checking import blocking
from cxrviewer.gui.training.data_choice import check_fit
from cxrviewer.gui.training.data_page import DataPage
from cxrviewer.gui.training.desk import TrainingDesk
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
    models
        Switches models.
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

    def __init__(
        self, parent: QWidget, runner: JobRunner, models: ModelDesk, settings: Path, folder: str
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("trainingWindow")
        self.setWindowTitle("Train models")
        self.desk, self._models = TrainingDesk(runner, settings, self), models
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
        self.tabs.currentChanged.connect(self._follow_page)
        fit_screen(self, SIZE)

    def _place(self) -> None:
        pages = (self.data, self.recipe, self.training, self.result, self.runs)
        titled = dict(zip(TITLES.values(), pages, strict=True))
        self.tabs = page_tabs(self, "Course of a training", "Data, recipe, training, result, runs", titled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.tabs, 1)

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
        desk, page, models = self.desk, self.result, self._models
        desk.result_known.connect(page.show_result)
        desk.result_gone.connect(page.clear)
        desk.measuring.progressed.connect(lambda progress: page.follow(progress.message))
        desk.measuring.failed.connect(page.rest_measuring)
        desk.measuring.stopped.connect(lambda: page.rest_measuring("Stopped."))
        page.measure_wanted.connect(
            lambda result, side, controls: desk.measure(result, side, controls=controls)
        )
        page.stop_wanted.connect(desk.measuring.stop)
        page.film_wanted.connect(self.film_wanted)
        page.use_wanted.connect(lambda result: models.adopt(result.package))
        page.before_wanted.connect(lambda result: models.roll_back((result.card.task, result.card.reads)))
        models.began.connect(lambda words: page.work_on_models(f"{words} …"))
        models.ended.connect(page.rest_models)

    def _connect_runs(self) -> None:
        desk, runs = self.desk, self.runs
        desk.runs_known.connect(runs.show_runs)
        runs.chosen_one.connect(desk.describe)
        desk.described.connect(runs.details.setHtml)
        runs.open_wanted.connect(self._open)
        runs.resume_wanted.connect(self._resume)
        runs.compare_wanted.connect(desk.compare)
        desk.compared.connect(self._show_comparison)
        runs.remove_wanted.connect(desk.remove)
        runs.noted.connect(desk.note)

    def _follow_page(self, page: int) -> None:
        """Fill the page that comes to the front."""
        if page == Page.RUNS:
            self.desk.list_runs()
        elif page == Page.RECIPE and self.recipe.chosen is None:
            self.recipe.show_task("classify")

    def _show_comparison(self, compared: ComparedRuns) -> None:
        from cxrviewer.gui.training.comparison_dialog import ComparisonDialog

        ComparisonDialog(self, compared).show()

    def show_page(self, page: Page) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(page)

    def appear(self) -> None:
        """Come to the front, with the run that is running if no other one is shown."""
        self.show()
        self.activateWindow()
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

    def _follow_check(self, progress: Progress) -> None:
        self.data.follow(progress.fraction, progress.message)

    def _show_data(self, html: str) -> None:
        self.data.show_report(html)
        if self.desk.summary is not None:
            self.data.division.show_sources(self.desk.summary.sources)
            self.recipe.expect(partial(check_fit, summary=self.desk.summary))
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
        plan = self.data.division.plan(choice.options)
        if self.desk.checked is not None and blocking(self.desk.checked.report, plan):
            self.messages.tell("The data is not ready to be trained on: see what must be put right.")
            self.show_page(Page.DATA)
            return
        if self.desk.start(choice, plan, self.recipe.recipe()):
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

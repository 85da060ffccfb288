"""What the training window knows and does: the data that is chosen, the run that is followed, all runs."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.background import Background
from cxrviewer.gui.jobs import JobRunner
from cxrviewer.gui.training.child import TrainingWish, plan_arguments, start_training
from cxrviewer.gui.training.comparing import compare_runs
from cxrviewer.gui.training.data_checking import CheckedData, check_choice, save_report
from cxrviewer.gui.training.data_choice import DataChoice, DataSummary, look_at
from cxrviewer.gui.training.data_pages import summary_page
from cxrviewer.gui.training.estimate import Pace, duration, expected_s, measured_paces
from cxrviewer.gui.training.evaluating import Result, measure, read_result
from cxrviewer.gui.training.following import RunFollower
from cxrviewer.gui.training.recipe_page import Recipe
from cxrviewer.gui.training.report_page import report_page
from cxrviewer.gui.training.resuming import wish_to_resume
from cxrviewer.gui.training.run_details import describe_run
from cxrviewer.inference.devices import nvidia_devices
from cxrviewer.jobs import JobContext
from cxrviewer.locations import runs_folder
from cxrviewer.training.runs.keeping import remove_run, set_notes
from cxrviewer.training.runs.known import run_folders
from cxrviewer.training.runs.lock import is_running
from cxrviewer.training.runs.plan import DataPlan
from cxrviewer.training.runs.record import read_record
from cxrviewer.training.runs.summary import RunSummary, list_runs


class TrainingDesk(QObject):
    """The one state of the training window.

    Parameters
    ----------
    runner
        Runs what takes time.
    settings
        The settings file in use: runs and models lie beside it.

    Signals
    -------
    looked
        A page on the data that is chosen.
    paces_known
        How fast earlier runs were is known.
    result_known, result_gone
        A `Result` of the run that is followed; there is none.
    runs_known
        All `RunSummary`s, and an error for each that cannot be read.
    described
        A page on one run.
    compared
        `ComparedRuns`.
    told
        A sentence.
    """

    looked = Signal(str)
    paces_known = Signal()
    result_known = Signal(object)
    result_gone = Signal()
    runs_known = Signal(object, object)
    described = Signal(str)
    compared = Signal(object)
    told = Signal(str)

    def __init__(self, runner: JobRunner, settings: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.runs = runs_folder(settings)
        self.follower = RunFollower(self)
        self.checking = Background(runner, self)
        self._listing, self.measuring = Background(runner, self), Background(runner, self)
        self._pacing, self._describing = Background(runner, self), Background(runner, self)
        self.summary: DataSummary | None = None
        self.checked: CheckedData | None = None
        self._paces: tuple[Pace, ...] = ()
        self._shown_package = ""
        for source in (self._listing, self._pacing, self._describing):
            source.failed.connect(self.told)
        self.follower.told.connect(self.told)
        self.follower.changed.connect(self._follow_result)

    # Data

    def look(self, choice: DataChoice) -> None:
        """List the films of the data that is chosen."""
        self.summary, self.checked = None, None

        def done(summary: DataSummary) -> None:
            self.summary = summary
            self.looked.emit(summary_page(summary, choice.task))

        self.checking.start(lambda context: look_at(choice, context), done)
        self.measure_paces()

    def check(self, choice: DataChoice) -> None:
        """Read every film of the data that is chosen, and report what is wrong with it."""

        def done(checked: CheckedData) -> None:
            self.checked = checked
            self.looked.emit(report_page(checked.report, choice.path))

        self.checking.start(lambda context: check_choice(choice, context), done)

    def save_report(self, file: Path) -> None:
        """Write the report on the data as JSON or as a page."""
        if self.checked is None:
            return
        try:
            save_report(self.checked, file)
        except CxrviewerError as error:
            self.told.emit(error.sentence)

    # Recipe

    def measure_paces(self) -> None:
        """Find out how fast earlier runs were."""

        def done(paces: tuple[Pace, ...]) -> None:
            self._paces = paces
            self.paces_known.emit()

        self._pacing.start(lambda _context: measured_paces(run_folders(self.runs)), done)

    def estimate(self, recipe: Recipe) -> str:
        """Return how long a training will take, in a sentence."""
        films = self.summary.films if self.summary is not None else 0
        epochs = sum(recipe.preset.epochs)
        if not films:
            return f"{epochs} epochs at most; how long that takes can be told once the data is chosen."
        device = (
            "cpu"
            if recipe.device == "auto" and not nvidia_devices()
            else recipe.device.replace("auto", "cuda")
        )
        seconds = expected_s(recipe.preset, films, device, self._paces)
        told = f"{films} films, {epochs} epochs at most"
        if seconds is None:
            return f"{told}; how long that takes is measured once it runs."
        return f"{told}: about {duration(seconds)} on this computer, as fast as the last training like it."

    # Training

    def start(self, choice: DataChoice, plan: DataPlan, recipe: Recipe) -> bool:
        """Start a training in a folder of its own; whether that worked."""
        folder = self.runs / recipe.run
        if folder.exists() and any(folder.iterdir()):
            self.told.emit(f"A run is called {recipe.run} already; choose another name.")
            return False
        wish = TrainingWish(
            choice.task,
            choice.path.absolute(),
            folder,
            recipe.preset.name,
            recipe.changes,
            recipe.device,
            plan_arguments(plan),
        )
        return self._begin(wish)

    def resume_shown(self) -> None:
        """Let the run that is shown go on from its last checkpoint."""
        folder = self.follower.folder
        if folder is None or self.follower.state.living:
            return
        try:
            wish = wish_to_resume(folder, read_record(folder))
        except CxrviewerError as error:
            self.told.emit(error.sentence)
            return
        self._begin(wish)

    def reattach(self) -> None:
        """Follow the run that is running, unless one is followed already."""
        if self.follower.folder is None:
            running = [folder for folder in run_folders(self.runs) if is_running(folder)]
            if running:
                self.follower.follow(running[-1])

    def _begin(self, wish: TrainingWish) -> bool:
        try:
            process = start_training(wish)
        except CxrviewerError as error:
            self.told.emit(error.sentence)
            return False
        self.follower.follow(wish.output, process)
        return True

    def _follow_result(self) -> None:
        """Read the model of the run that is followed, once it is there."""
        end = self.follower.history.end
        package = end.package if end is not None and end.package else ""
        if package == self._shown_package:
            return
        self._shown_package = package
        if package:
            self._read_result(Path(package))
        else:
            self.result_gone.emit()

    # Result

    def _read_result(self, package: Path) -> None:
        """Read the model of the run that is followed."""
        run = self.follower.folder
        if run is None:
            return

        self.measuring.start(lambda context: read_result(run, package, context), self.result_known.emit)

    def measure(self, result: Result, side: str, *, controls: bool) -> None:
        """Measure a model in full on one side of its split."""
        self.measuring.start(
            lambda context: measure(result, side, context, controls=controls), self.result_known.emit
        )

    # Runs

    def list_runs(self) -> None:
        """Read all runs."""
        self._listing.start(lambda _context: list_runs(self.runs), lambda found: self.runs_known.emit(*found))

    def describe(self, run: RunSummary) -> None:
        """Tell what is known of a run."""
        self._describing.start(lambda context: describe_run(run, context), self.described.emit)

    def compare(self, runs: tuple[RunSummary, ...]) -> None:
        """Compare runs."""
        self._listing.start(lambda context: compare_runs(runs, context), self.compared.emit)

    def open_run(self, run: RunSummary) -> None:
        """Follow this run."""
        if self.follower.folder != run.folder or not self.follower.state.living:
            self.follower.follow(run.folder)

    def remove(self, runs: tuple[RunSummary, ...]) -> None:
        """Delete what runs have made; one that is shown is shown no longer."""
        folders = [run.folder for run in runs]
        if self.follower.folder in folders:
            self.follower.follow(None)

        def work(context: JobContext) -> None:
            for folder in folders:
                context.checkpoint()
                remove_run(folder)

        self._listing.start(work, lambda _nothing: self.list_runs())

    def note(self, run: RunSummary, text: str) -> None:
        """Keep the notes on a run."""
        try:
            set_notes(run.folder, text)
        except CxrviewerError as error:
            self.told.emit(error.sentence)
        self.list_runs()

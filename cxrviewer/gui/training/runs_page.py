"""Every training so far: how it stands, notes on it, and what can be done with it."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.errors import FileError
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.training.questions import ask_to_remove
from cxrviewer.training.runs.summary import RunSummary

HEADS = ("Run", "Preset", "State", "Begun", "Epochs", "Best", "Notes")
EMPTY = "There is no training yet."


class RunsPage(QWidget):
    """A table of runs and, for the one that is chosen, its notes.

    Signals
    -------
    chosen_one
        The `RunSummary` that alone is selected.
    open_wanted, resume_wanted
        A `RunSummary` shall be shown, or go on.
    compare_wanted
        Two or more runs, side by side.
    remove_wanted
        Runs to delete; the user has agreed.
    noted
        A run and the notes that the user has written.
    """

    chosen_one = Signal(object)
    open_wanted = Signal(object)
    resume_wanted = Signal(object)
    compare_wanted = Signal(object)
    remove_wanted = Signal(object)
    noted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs: tuple[RunSummary, ...] = ()
        self._make_table()
        self._make_rest()
        self._place()
        self._connect()
        self._follow()

    def _make_table(self) -> None:
        self.table = QTableWidget(0, len(HEADS), self)
        self.table.setAccessibleName("Runs")
        self.table.setHorizontalHeaderLabels(HEADS)
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(len(HEADS)):
            stretched = column == len(HEADS) - 1
            mode = QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)

    def _make_rest(self) -> None:
        self.notes = QLineEdit(self)
        self.notes.setAccessibleName("Notes on the run")
        self.notes.setPlaceholderText("What was tried, and why")
        self.details = QTextBrowser(self)
        self.details.setAccessibleName("What is known of the run")
        self.details.setTabChangesFocus(True)
        self.problem = wrapped_label(self, role="opinion")
        self.open, self.resume = QPushButton("&Open", self), QPushButton("&Go on", self)
        self.compare, self.remove = QPushButton("&Compare", self), QPushButton("Re&move…", self)
        self.compare.setToolTip("Choose two or more runs with Ctrl or Shift.")

    def _place(self) -> None:
        notes = QHBoxLayout()
        label = QLabel("&Notes", self)
        label.setBuddy(self.notes)
        notes.addWidget(label)
        notes.addWidget(self.notes, 1)
        buttons = QHBoxLayout()
        for button in (self.open, self.resume, self.compare):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.details)
        split.setSizes([300, 300])
        column.addWidget(split, 1)
        column.addWidget(self.problem)
        column.addLayout(notes)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.table.itemSelectionChanged.connect(self._follow)
        self.table.itemActivated.connect(lambda _item: self.open.click())
        self.notes.editingFinished.connect(self._note)
        self.open.clicked.connect(lambda: self.open_wanted.emit(self.chosen[0]))
        self.resume.clicked.connect(lambda: self.resume_wanted.emit(self.chosen[0]))
        self.compare.clicked.connect(lambda: self.compare_wanted.emit(self.chosen))
        self.remove.clicked.connect(self._remove)

    @property
    def chosen(self) -> tuple[RunSummary, ...]:
        """The selected runs, from top to bottom."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return tuple(self.runs[row] for row in rows)

    def show_runs(self, runs: tuple[RunSummary, ...], failed: tuple[FileError, ...] = ()) -> None:
        """Show these runs, and what is wrong with others; those that were selected stay so."""
        before = {run.folder for run in self.chosen}
        self.runs = runs
        said = "\n".join(error.sentence for error in failed) or ("" if runs else EMPTY)
        self.problem.setText(said)
        self.problem.setVisible(bool(said))
        self.table.setRowCount(len(runs))
        for row, run in enumerate(runs):
            for column, text in enumerate(_texts(run)):
                self.table.setItem(row, column, _item(text))
        self._select(
            {row for row, run in enumerate(runs) if run.folder in before} or set(range(len(runs))[:1])
        )

    def _select(self, rows: set[int]) -> None:
        rest = self.table.selectionMode()
        with QSignalBlocker(self.table):
            self.table.clearSelection()
            self.table.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
            for row in rows:
                self.table.selectRow(row)
            self.table.setSelectionMode(rest)
        self._follow()

    def _follow(self) -> None:
        """Show the notes of the chosen run, and allow only what can be done."""
        chosen = self.chosen
        one = chosen[0] if len(chosen) == 1 else None
        self.notes.setEnabled(one is not None)
        self.notes.setText(one.record.notes if one is not None else "")
        self.details.setVisible(one is not None)
        if one is not None:
            self.chosen_one.emit(one)
        self.open.setEnabled(one is not None)
        self.resume.setEnabled(one is not None and one.state.resumable)
        self.compare.setEnabled(len(chosen) > 1)
        self.remove.setEnabled(bool(chosen) and not any(run.state.living for run in chosen))

    def _note(self) -> None:
        chosen = self.chosen
        if len(chosen) == 1 and self.notes.text() != chosen[0].record.notes:
            self.noted.emit(chosen[0], self.notes.text())

    def _remove(self) -> None:
        names = ", ".join(run.folder.name for run in self.chosen)
        if ask_to_remove(self, names):
            self.remove_wanted.emit(self.chosen)


def _item(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(text)
    return item


def _texts(run: RunSummary) -> tuple[str, ...]:
    """Return the cells of a run."""
    record, best = run.record, run.best
    done = run.last.epoch if run.last is not None else 0
    return (
        run.folder.name,
        record.preset.name,
        str(run.state).capitalize(),
        f"{record.created.astimezone():%Y-%m-%d %H:%M}",
        f"{done} of {run.planned}" if run.planned else "",
        f"{best.score:.3f} {best.score_name}" if best is not None else "",
        record.notes,
    )

"""What it is trained on: a folder or a CSV, looked at and checked before anything begins."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.training.data_choice import DataChoice
from cxrviewer.gui.training.data_pages import WELCOME
from cxrviewer.gui.training.division import DivisionRow
from cxrviewer.training.data_set.records import DataOptions

TASKS = {
    "classify": "Classify films",
    "segment": "Find the lungs",
    "patches": "Classify patches of the lungs",
}
RULE_TIP = (
    "A regular expression that finds the patient in the path of a file, in its first group if it has one: "
    "([A-Z]+[0-9]+)_ takes P0012 of P0012_2.png."
)
TAG_TIP = (
    "Keyword of the DICOM attribute that holds the label, such as StudyDescription; empty where folders or a "
    "CSV tell."
)


class DataPage(QWidget):
    """Fields above, what is known of the data below.

    Signals
    -------
    changed
        The user has pointed at other data, or said otherwise how it is to be understood.
    check_wanted, stop_wanted
        The user wants the data to be checked, or the check to end.
    save_wanted
        The file that the user wants the report in.
    next_wanted
        The user wants to go on to the recipe.
    """

    changed = Signal()
    check_wanted = Signal()
    stop_wanted = Signal()
    save_wanted = Signal(object)
    next_wanted = Signal()

    def __init__(self, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._told: DataChoice | None = None
        self.setAcceptDrops(True)
        self._make_fields()
        self._make_report()
        self._place()
        self._connect()
        self.rest("")

    def _make_fields(self) -> None:
        self.path = QLineEdit(self)
        self.path.setAccessibleName("Data set")
        self.path.setPlaceholderText("Folder or CSV; drop it here")
        self.browse_folder, self.browse_csv = QPushButton("&Folder…", self), QPushButton("CS&V…", self)
        self.task = QComboBox(self)
        self.task.setAccessibleName("Task")
        self.task.view().setAccessibleName("Task")
        for key, title in TASKS.items():
            self.task.addItem(title, key)
        self.rule, self.tag = QLineEdit(self), QLineEdit(self)
        for field, name, shown, tip in (
            (self.rule, "Patient rule", "by folder, manifest or header", RULE_TIP),
            (self.tag, "Label attribute", "none", TAG_TIP),
        ):
            field.setAccessibleName(name)
            field.setPlaceholderText(shown)
            field.setToolTip(tip)
        self.division = DivisionRow(self)

    def _make_report(self) -> None:
        self.check, self.stop = QPushButton("&Check the data", self), QPushButton("S&top", self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("How much of the data is checked")
        self.state = wrapped_label(self, role="quiet")
        self.state.setAccessibleName("State of the check")
        self.report = QTextBrowser(self)
        self.report.setAccessibleName("What is known of the data")
        self.report.setOpenLinks(False)
        self.report.setHtml(WELCOME)
        self.save, self.next = QPushButton("Sa&ve report…", self), QPushButton("&Next: recipe", self)
        self.next.setProperty("role", "primary")

    def _place(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.addWidget(_label("&Data", self.path), 0, 0)
        grid.addWidget(self.path, 0, 1, 1, 5)
        grid.addWidget(self.browse_folder, 0, 6)
        grid.addWidget(self.browse_csv, 0, 7)
        for place, (text, field) in enumerate(
            (("T&ask", self.task), ("&Patient rule", self.rule), ("&Label attribute", self.tag))
        ):
            grid.addWidget(_label(text, field), 1, 2 * place)
            grid.addWidget(field, 1, 2 * place + 1)
            grid.setColumnStretch(2 * place + 1, 1)
        grid.addWidget(self.check, 1, 6)
        grid.addWidget(self.stop, 1, 7)
        grid.addWidget(self.division, 2, 1, 1, 7)
        bottom = QHBoxLayout()
        bottom.addWidget(self.state, 1)
        bottom.addWidget(self.save)
        bottom.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addLayout(grid)
        column.addWidget(self.progress)
        column.addWidget(self.report, 1)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self.browse_folder.clicked.connect(self._ask_folder)
        self.browse_csv.clicked.connect(self._ask_csv)
        for field in (self.path, self.rule, self.tag):
            field.editingFinished.connect(self._tell)
        self.task.activated.connect(self._tell)
        self.check.clicked.connect(self.check_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.save.clicked.connect(self._ask_file)
        self.next.clicked.connect(self.next_wanted)

    @property
    def choice(self) -> DataChoice | None:
        """What is chosen; None while no path is given."""
        path = self.path.text().strip()
        options = DataOptions(self.tag.text().strip(), self.rule.text().strip())
        return DataChoice(Path(path), str(self.task.currentData()), options) if path else None

    def put_path(self, path: Path) -> None:
        """Point at this data."""
        self.path.setText(str(path))
        self._tell()

    def _tell(self) -> None:
        """Tell of another choice; a field that is left as it was is none."""
        if self.choice != self._told:
            self._told = self.choice
            self.changed.emit()

    def show_report(self, html: str) -> None:
        """Show what is known of the data, from its beginning."""
        self.report.setHtml(html)
        self.report.verticalScrollBar().setValue(0)

    def work(self, said: str) -> None:
        """Show that something is being done."""
        self.state.setText(said)
        self.progress.setValue(0)
        for part in (self.progress, self.stop):
            part.setVisible(True)
        self.check.setEnabled(False)

    def follow(self, fraction: float, message: str) -> None:
        """Show how far it is."""
        self.progress.setValue(round(100 * fraction))
        self.state.setText(message)

    def rest(self, said: str, *, listed: bool = False, checked: bool = False) -> None:
        """Wait for the user again.

        Parameters
        ----------
        said
            What became of the work.
        listed, checked
            Whether the films are known, and whether there is a report on them.
        """
        self.state.setText(said)
        self.progress.setVisible(False)
        self.stop.setVisible(False)
        self.check.setEnabled(listed)
        self.next.setEnabled(listed)
        self.save.setEnabled(checked)

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Folder of films", self.path.text() or self._folder)
        if name:
            self.put_path(Path(name))

    def _ask_csv(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, "Manifest", self.path.text() or self._folder, "CSV (*.csv)"
        )
        if name:
            self.put_path(Path(name))

    def _ask_file(self) -> None:
        kinds = "Page (*.html);;JSON (*.json)"
        name, kind = QFileDialog.getSaveFileName(
            self, "Save the report", f"{self._folder}/data-report.html", kinds
        )
        if name:
            ending = ".json" if "json" in kind else ".html"
            self.save_wanted.emit(Path(name) if Path(name).suffix else Path(name + ending))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a folder or a file."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Point at what is dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.put_path(paths[0])


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text, buddy.parentWidget())
    label.setBuddy(buddy)
    return label

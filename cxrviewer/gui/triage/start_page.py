"""What is to be sorted: folders, where the results go, by which policy."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.triage.child import BatchWish

INTRO = (
    "Every film in the folders is read, checked and analysed; then all are sorted by urgency, "
    "what cannot be analysed on top. It goes on when this window is closed; started again, it computes only "
    "what is new."
)


class StartPage(QWidget):
    """Fields of a batch; folders can be dropped on it.

    Signals
    -------
    start_wanted
        A `BatchWish`.
    open_wanted
        The folder of a batch that is there already.
    policy_wanted
        The file of a policy, None for the one that ships, shall be shown.
    """

    start_wanted = Signal(object)
    open_wanted = Signal(object)
    policy_wanted = Signal(object)

    def __init__(self, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._options: tuple[str, ...] = ()
        self.setAcceptDrops(True)
        self._make_fields()
        self._place()
        self._connect()
        self._allow()

    def _make_fields(self) -> None:
        self.inputs = QListWidget(self)
        self.inputs.setObjectName("folders")
        self.inputs.setAccessibleName("Folders of films")
        self.inputs.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.add, self.remove = QPushButton("&Add a folder…", self), QPushButton("Re&move", self)
        self.output, self.policy, self.priorities = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        for field, name, shown in (
            (self.output, "Folder of the results", "where the worklist and all results are kept"),
            (self.policy, "Policy", "the one that ships"),
            (self.priorities, "Clinical priorities", "as the files say; or a CSV with file and priority"),
        ):
            field.setAccessibleName(name)
            field.setPlaceholderText(shown)
        self.browse = {
            field: QPushButton(text, self)
            for field, text in (
                (self.output, "&Choose…"),
                (self.policy, "C&hoose…"),
                (self.priorities, "Ch&oose…"),
            )
        }
        for field, button in self.browse.items():
            button.setAccessibleName(f"Choose: {field.accessibleName()}")
        self.retry = QCheckBox("&Try films again that failed before", self)
        self.open, self.start = QPushButton("Open the batch there", self), QPushButton("&Start", self)
        self.start.setProperty("role", "primary")
        self.problem = wrapped_label(self, role="opinion")

    def _place(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        beside = QVBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self.add)
        beside.addWidget(self.remove)
        beside.addStretch()
        grid.addWidget(_label("&Films", self.inputs), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.inputs, 0, 1)
        grid.addLayout(beside, 0, 2)
        texts = ("&Results", "&Policy", "Priorit&ies")
        for line, (text, (field, button)) in enumerate(zip(texts, self.browse.items(), strict=True), 1):
            grid.addWidget(_label(text, field), line, 0)
            grid.addWidget(field, line, 1)
            grid.addWidget(button, line, 2)
        grid.addWidget(self.retry, 4, 1)
        grid.setColumnStretch(1, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.problem, 1)
        bottom.addWidget(self.open)
        bottom.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(wrapped_label(self, INTRO, "quiet"))
        column.addLayout(grid, 1)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self.add.clicked.connect(self._ask_input)
        self.remove.clicked.connect(self._remove)
        self.inputs.itemSelectionChanged.connect(self._allow)
        self.browse[self.output].clicked.connect(self._ask_output)
        self.browse[self.policy].clicked.connect(lambda: self._ask_file(self.policy, "Policy (*.toml)"))
        self.browse[self.priorities].clicked.connect(lambda: self._ask_file(self.priorities, "Table (*.csv)"))
        for field in (self.output, self.policy, self.priorities):
            field.textChanged.connect(lambda _text: self._allow())
        self.policy.editingFinished.connect(self._show_policy)
        self.open.clicked.connect(lambda: self.open_wanted.emit(Path(self.output.text().strip())))
        self.start.clicked.connect(lambda: self.start_wanted.emit(self.wish))

    @property
    def wish(self) -> BatchWish:
        """What the fields say."""
        return BatchWish(
            tuple(Path(self.inputs.item(place).text()) for place in range(self.inputs.count())),
            Path(self.output.text().strip()),
            _file(self.policy),
            _file(self.priorities),
            self.retry.isChecked(),
            self._options,
        )

    def put(self, wish: BatchWish) -> None:
        """Let the fields say this."""
        self.inputs.clear()
        self._options = wish.options
        self.output.setText(str(wish.output))
        for field, file in ((self.policy, wish.policy), (self.priorities, wish.priorities)):
            field.setText("" if file is None else str(file))
        self.retry.setChecked(False)
        self.put_inputs(wish.inputs)
        self._show_policy()

    def put_inputs(self, paths: tuple[Path, ...]) -> None:
        """Add films or folders; results are kept beside the first one unless said otherwise."""
        known = {self.inputs.item(place).text() for place in range(self.inputs.count())}
        for path in paths:
            if str(path) not in known:
                self.inputs.addItem(str(path))
        if paths and not self.output.text():
            first = paths[0] if paths[0].is_dir() else paths[0].parent
            self.output.setText(str(first.with_name(f"{first.name}-triage")))
        self._allow()

    def put_policy(self, file: Path) -> None:
        """Use this policy."""
        self.policy.setText(str(file))

    def say(self, problem: str) -> None:
        """Tell what is wrong; empty for nothing."""
        self.problem.setText(problem)

    def _allow(self) -> None:
        named = bool(self.output.text().strip())
        self.remove.setEnabled(bool(self.inputs.selectedItems()))
        self.start.setEnabled(named and self.inputs.count() > 0)
        self.open.setEnabled(named)

    def _remove(self) -> None:
        for item in self.inputs.selectedItems():
            self.inputs.takeItem(self.inputs.row(item))
        self._allow()

    def _show_policy(self) -> None:
        self.policy_wanted.emit(_file(self.policy))

    def _ask_input(self) -> None:
        if name := QFileDialog.getExistingDirectory(self, "Folder of films", self._folder):
            self.put_inputs((Path(name),))

    def _ask_output(self) -> None:
        start = self.output.text() or self._folder
        if name := QFileDialog.getExistingDirectory(self, "Folder of the results", start):
            self.output.setText(name)

    def _ask_file(self, field: QLineEdit, kind: str) -> None:
        start = field.text() or self._folder
        name, _kind = QFileDialog.getOpenFileName(self, field.accessibleName(), start, kind)
        if name:
            field.setText(name)
            field.editingFinished.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders and files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what is dropped."""
        paths = tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        if paths:
            event.acceptProposedAction()
            self.put_inputs(paths)


def _file(field: QLineEdit) -> Path | None:
    text = field.text().strip()
    return Path(text) if text else None


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text, buddy.parentWidget())
    label.setBuddy(buddy)
    return label

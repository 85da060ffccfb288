"""The policy as a table; an edited copy is a file with a version of its own."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.study import class_words
from cxrviewer.triage.policy import Policy, policy_file, read_policy
from cxrviewer.triage.policy_words import PolicyRow, next_version, policy_rows, save_policy

HEADS = ("Part", "Name", "Value", "Meaning")
VALUE = 2


class PolicyPage(QWidget):
    """Name and version above, all values in a table.

    Signals
    -------
    saved
        The file of an edited policy.
    """

    saved = Signal(object)

    def __init__(self, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.policy: Policy | None = None
        self._rows: tuple[PolicyRow, ...] = ()
        self.name, self.version = QLineEdit(self), QLineEdit(self)
        self.name.setAccessibleName("Name of the policy")
        self.version.setAccessibleName("Version of the policy")
        self.source = wrapped_label(self, role="quiet")
        self.problem = wrapped_label(self, role="opinion")
        self.save = QPushButton("&Save a copy as…", self)
        self._make_table()
        self._place()
        self.table.itemChanged.connect(lambda _item: self._follow())
        self.name.textEdited.connect(lambda _text: self._follow())
        self.version.textEdited.connect(lambda _text: self._follow())
        self.save.clicked.connect(self._ask_file)
        self.show_policy(None)

    def _make_table(self) -> None:
        self.table = QTableWidget(0, len(HEADS), self)
        self.table.setAccessibleName("Values of the policy")
        self.table.setHorizontalHeaderLabels(HEADS)
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(HEADS) - 1, QHeaderView.ResizeMode.Stretch)

    def _place(self) -> None:
        head = QHBoxLayout()
        for text, field, share in (("&Name", self.name, 3), ("&Version", self.version, 1)):
            label = QLabel(text, self)
            label.setBuddy(field)
            head.addWidget(label)
            head.addWidget(field, share)
        bottom = QHBoxLayout()
        bottom.addWidget(self.problem, 1)
        bottom.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.source)
        column.addWidget(self.table, 1)
        column.addLayout(bottom)

    def show_policy(self, file: Path | None) -> None:
        """Show the policy of a file, None for the one that ships; what is wrong with it is said."""
        self.source.setText(
            f"Read from {file or policy_file()}. Select a value and type to change it in a copy."
        )
        try:
            self.policy = read_policy(file)
        except CxrviewerError as error:
            self.policy, self._rows = None, ()
            self.problem.setText(error.sentence)
            self.table.setRowCount(0)
            self.save.setEnabled(False)
            return
        self._fill(self.policy)

    def _fill(self, policy: Policy) -> None:
        self.name.setText(policy.name)
        self.version.setText(policy.version)
        self._rows = policy_rows(policy)
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(self._rows))
            for place, row in enumerate(self._rows):
                texts = (class_words(row.table), class_words(row.name), row.text, row.meaning)
                for column, text in enumerate(texts):
                    self.table.setItem(place, column, _item(text, editable=column == VALUE))
        self._follow()

    def edited(self) -> tuple[PolicyRow, ...]:
        """Return the rows as they stand in the table."""
        values = self.table.model()
        texts = [str(values.index(place, VALUE).data()).strip() for place in range(len(self._rows))]
        return tuple(
            PolicyRow(row.table, row.name, text, row.meaning)
            for row, text in zip(self._rows, texts, strict=True)
        )

    def _follow(self) -> None:
        """Raise the version with the first change; without one there is nothing to save."""
        policy = self.policy
        if policy is None:
            return
        values = self.edited() != self._rows
        if values and self.version.text() == policy.version:
            self.version.setText(next_version(policy.version))
        named = (self.name.text(), self.version.text()) != (policy.name, policy.version)
        self.save.setEnabled(values or named)
        same = values and self.version.text() == policy.version
        self.problem.setText("Another policy needs another version." if same else "")

    def save_to(self, file: Path) -> None:
        """Save what stands here; what is no policy is not saved, and why is said."""
        try:
            self.policy = save_policy(
                file, self.name.text().strip(), self.version.text().strip(), self.edited()
            )
        except CxrviewerError as error:
            self.problem.setText(error.sentence)
            return
        self._fill(self.policy)
        self.source.setText(f"Saved as {file}; the next start ranks by it.")
        self.saved.emit(file)

    def _ask_file(self) -> None:
        proposed = str(Path(self._folder) / f"policy-{self.version.text()}.toml")
        name, _kind = QFileDialog.getSaveFileName(self, "Save the policy", proposed, "Policy (*.toml)")
        if name:
            self.save_to(Path(name) if Path(name).suffix else Path(f"{name}.toml"))


def _item(text: str, *, editable: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    if not editable:
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
    return item

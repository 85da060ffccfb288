"""What to export of the film on screen, and where to."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.exporting import ExportWish

FIRST_CHOICE = ("sr", "seg", "gsps", "pdf")


class ExportDialog(QDialog):
    """Formats as check boxes, the folder, and whether to de-identify.

    Parameters
    ----------
    parent
        The window.
    folder
        Proposed.
    take
        Called with the wish when the user is content with it.
    """

    def __init__(self, parent: QWidget, folder: Path, take: Callable[[ExportWish], None]) -> None:
        from cxrviewer.export.formats import FORMATS

        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._take = take
        self.formats = {one.name: QCheckBox(one.title, self) for one in FORMATS.values()}
        for name, box in self.formats.items():
            box.setAccessibleName(box.text())
            box.setChecked(name in FIRST_CHOICE)
            box.toggled.connect(self._follow)
        self.folder = QLineEdit(str(folder), self)
        self.folder.setAccessibleName("Folder")
        self.folder.textChanged.connect(self._follow)
        self.deidentified = QCheckBox("De-identify (PS3.15 Annex E, basic profile)", self)
        self.deidentified.setAccessibleName(self.deidentified.text())
        self.deidentified.setToolTip("Names, IDs, dates and free text go; UIDs are replaced.")
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Save | standard.Cancel, self)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self._place()
        self._follow()

    @property
    def wish(self) -> ExportWish:
        """What is chosen."""
        chosen = tuple(name for name, box in self.formats.items() if box.isChecked())
        return ExportWish(Path(self.folder.text()), chosen, self.deidentified.isChecked())

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.addWidget(QLabel("What is exported of the film on screen:", self))
        for box in self.formats.values():
            column.addWidget(box)
        row = QHBoxLayout()
        browse = QPushButton("&Folder…", self)
        browse.setAccessibleName("Choose the folder")
        browse.clicked.connect(self._browse)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        column.addLayout(row)
        column.addWidget(self.deidentified)
        column.addWidget(self.buttons)
        self.setMinimumWidth(460)

    def _browse(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Folder of the export", self.folder.text())
        if name:
            self.folder.setText(name)

    def _follow(self) -> None:
        """Allow only what can be done."""
        wish, folder = self.wish, self.folder.text().strip()
        possible = bool(wish.formats and folder) and Path(folder).is_dir()
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(possible)

    def _accept(self) -> None:
        self._take(self.wish)
        self.accept()

"""How the films are divided: copies left out, one of several folds, a source that is held out."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from cxrviewer.training.data_set.records import DataOptions
from cxrviewer.training.runs.plan import DataPlan

FOLDS = range(2, 11)
COPIES_TIP = (
    "Of each picture that is there more than once the largest film is used, and none where its labels "
    "differ. Patients with the same picture count as one."
)
FOLDS_TIP = (
    "A share of the patients validates, or one of several folds: train once for each fold to see how much "
    "the figures depend on the division."
)
SOURCE_TIP = (
    "All films of this source, and their patients, are kept back as an extra test: how the model does with "
    "films from elsewhere."
)


class DivisionRow(QWidget):
    """One line of fields."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.copies = QCheckBox("Leave &out copies of a picture", self)
        self.copies.setToolTip(COPIES_TIP)
        self.folds = _combo(self, "How films for validation are chosen", FOLDS_TIP)
        self.folds.addItem("A share of the patients", 0)
        for count in FOLDS:
            self.folds.addItem(f"One of {count} folds", count)
        self.fold = _combo(self, "The fold that validates", FOLDS_TIP)
        self.source = _combo(self, "Source that is held out", SOURCE_TIP)
        self.show_sources(())
        self._place()
        self.folds.currentIndexChanged.connect(self._follow)
        self._follow()

    def _place(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.copies)
        for text, fields in (("Val&idate with", (self.folds, self.fold)), ("&Hold out", (self.source,))):
            label = QLabel(text, self)
            label.setBuddy(fields[0])
            row.addSpacing(18)
            row.addWidget(label)
            for field in fields:
                row.addWidget(field)
        row.addStretch()

    def _follow(self) -> None:
        """Offer the folds that there are."""
        count = int(self.folds.currentData())
        self.fold.clear()
        for number in range(1, count + 1):
            self.fold.addItem(f"Fold {number}", number)
        self.fold.setVisible(count > 0)

    def show_sources(self, sources: Sequence[str]) -> None:
        """Offer these sources; the one that is chosen stays so if it is among them."""
        chosen = self.source.currentData()
        self.source.clear()
        self.source.addItem("no source", "")
        for source in filter(None, sources):
            self.source.addItem(source, source)
        self.source.setCurrentIndex(max(0, self.source.findData(chosen)))
        self.source.setEnabled(self.source.count() > 2)  # with one alone nothing would be left to train with

    def plan(self, options: DataOptions) -> DataPlan:
        """Return what is chosen, for a data set that is understood in this way."""
        folds = int(self.folds.currentData())
        fold = int(self.fold.currentData()) if folds else 1
        return DataPlan(options, folds, fold, str(self.source.currentData()), self.copies.isChecked())


def _combo(parent: QWidget, name: str, tip: str) -> QComboBox:
    combo = QComboBox(parent)
    combo.setAccessibleName(name)
    combo.view().setAccessibleName(name)
    combo.setToolTip(tip)
    return combo

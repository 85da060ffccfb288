"""How texture is measured, chosen by hand: features, grey levels, distance, symmetry."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from cxrviewer.gui.session import Session

CONVENTIONS = {"haralick1973": "Haralick 1973", "lascu2021": "Lascu 2021"}
LEVELS, DISTANCES = (8, 256), (1, 16)
TOLD = (
    "For the lungs, for regions that are drawn and for texture maps. The published domains are always of 8 "
    "levels, distance 1 px, symmetric."
)


class Number(QSpinBox):
    """A number that is taken when it is complete, and that the wheel leaves alone on its way past."""

    def __init__(self, name: str, limits: tuple[int, int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRange(*limits)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(6, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the panel scroll unless the number is being edited."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class TextureChoice(QWidget):
    """Shows and edits `Session.texture`."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.convention = QComboBox(self)
        self.convention.setAccessibleName("Features of texture")
        self.convention.view().setAccessibleName("Features of texture")
        for name, title in CONVENTIONS.items():
            self.convention.addItem(title, name)
        self.levels = Number("Grey levels of texture", LEVELS, self)
        self.distance = Number("Distance of the two of a pair in pixels", DISTANCES, self)
        self.distance.setSuffix(" px")
        self.symmetric = QCheckBox("Symmetric", self)
        self.symmetric.setToolTip("Each pair counts both ways.")
        self._arrange()
        self._show()
        session.texture_changed.connect(self._show)
        self.convention.activated.connect(self._choose)
        self.symmetric.clicked.connect(self._choose)
        for number in (self.levels, self.distance):
            number.valueChanged.connect(self._choose)

    def _arrange(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(self._row(("Features", self.convention), ("", self.symmetric)))
        rows.addLayout(self._row(("Levels", self.levels), ("Distance", self.distance)))
        self.setToolTip(TOLD)

    def _row(self, *fields: tuple[str, QWidget]) -> QHBoxLayout:
        """Return labelled fields side by side, as wide as each other but for a switch."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for title, field in fields:
            if title:
                label = QLabel(title, self)
                label.setBuddy(field)
                row.addWidget(label)
            row.addWidget(field, int(bool(title)))
        return row

    def _show(self) -> None:
        """Show how texture is measured."""
        texture = self._session.texture
        self.convention.setCurrentIndex(self.convention.findData(texture.convention))
        self.symmetric.setChecked(texture.symmetric)
        for number, value in ((self.levels, texture.levels), (self.distance, texture.distance)):
            number.blockSignals(True)
            number.setValue(value)
            number.blockSignals(False)

    def _choose(self) -> None:
        self._session.set_texture(
            replace(
                self._session.texture,
                levels=self.levels.value(),
                distance=self.distance.value(),
                symmetric=self.symmetric.isChecked(),
                convention=str(self.convention.currentData()),
            )
        )

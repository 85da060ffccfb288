"""A field for each kind of setting: switch, choice, number, share in hundredths, way to another dialog."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QPushButton, QWidget

from cxrviewer.gui.panels.texture_choice import CONVENTIONS, Number
from cxrviewer.settings import SettingSpec

WORDS = {**CONVENTIONS, "auto": "Automatic", "cpu": "CPU", "cuda": "Graphics card (CUDA)"}


class Switch(QCheckBox):
    """On or off."""

    edited = Signal(object)

    def __init__(self, spec: SettingSpec, parent: QWidget) -> None:
        super().__init__("On", parent)
        self.setAccessibleName(spec.title)
        self.clicked.connect(lambda _on: self.edited.emit(self.isChecked()))

    def put(self, value: object) -> None:
        """Show a value."""
        self.setChecked(bool(value))


class Choice(QComboBox):
    """One of several; the wheel leaves it alone on its way past."""

    edited = Signal(object)

    def __init__(self, spec: SettingSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(spec.title)
        self.view().setAccessibleName(spec.title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for choice in spec.limits.choices:
            self.addItem(WORDS[choice], choice)
        self.activated.connect(lambda _row: self.edited.emit(self.currentData()))

    def put(self, value: object) -> None:
        """Show a value."""
        self.setCurrentIndex(self.findData(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()


class Whole(Number):
    """A whole number."""

    edited = Signal(object)

    def __init__(self, spec: SettingSpec, parent: QWidget) -> None:
        super().__init__(spec.title, (int(spec.limits.low), int(spec.limits.high)), parent)
        self.setSuffix(f" {spec.unit}" if spec.unit else "")
        self.valueChanged.connect(lambda _number: self.edited.emit(self.value()))

    def put(self, value: object) -> None:
        """Show a value."""
        with QSignalBlocker(self):
            self.setValue(int(str(value)))


class Share(QDoubleSpinBox):
    """A share, shown in hundredths."""

    edited = Signal(object)

    def __init__(self, spec: SettingSpec, parent: QWidget) -> None:
        super().__init__(parent)
        fine = spec.limits.high < 1
        self.setAccessibleName(spec.title)
        self.setDecimals(1 if fine else 0)
        self.setSingleStep(0.1 if fine else 5)
        self.setRange(spec.limits.low * 100, spec.limits.high * 100)
        self.setSuffix(f" {spec.unit}")
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(6, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(lambda hundredths: self.edited.emit(round(hundredths / 100, 4)))

    def put(self, value: object) -> None:
        """Show a value."""
        with QSignalBlocker(self):
            self.setValue(float(str(value)) * 100)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll unless the number is being edited."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Elsewhere(QPushButton):
    """Opens the dialog that a setting has of its own."""

    edited = Signal(object)

    def __init__(self, spec: SettingSpec, open_dialog: Callable[[], None], parent: QWidget) -> None:
        super().__init__("Change…", parent)
        self.setAccessibleName(f"Change {spec.title.lower()}")
        self.setAutoDefault(False)
        self.clicked.connect(lambda _checked: open_dialog())

    def put(self, value: object) -> None:
        """Show nothing: the value stands in the other dialog."""


Field = Switch | Choice | Whole | Share | Elsewhere


def field_for(spec: SettingSpec, open_dialog: Callable[[], None] | None, parent: QWidget) -> Field:
    """Return the field for a setting, with its name for screen readers.

    Parameters
    ----------
    open_dialog
        Opens the setting's own dialog; None where it has none.
    """
    if open_dialog is not None:
        return Elsewhere(spec, open_dialog, parent)
    if spec.limits.choices:
        return Choice(spec, parent)
    if isinstance(spec.default, bool):
        return Switch(spec, parent)
    return Share(spec, parent) if isinstance(spec.default, float) else Whole(spec, parent)

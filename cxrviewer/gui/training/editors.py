"""A field for each kind of value of a recipe; all speak the text that `--set key=value` takes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from cxrviewer.training.presets import Kind, Setting

_YES, _NO = "yes", "no"


def title_of(setting: Setting) -> str:
    """Return what a setting is called in the form."""
    return setting.key.replace(".", ": ").replace("_", " ").capitalize()


class Switch(QCheckBox):
    """Yes or no."""

    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.clicked.connect(lambda _on: self.edited.emit())
        self.toggled.connect(lambda on: self.setText(_YES if on else _NO))
        self.setText(_NO)

    def value(self) -> str:
        """Return the value as text."""
        return _YES if self.isChecked() else _NO

    def put(self, text: str) -> None:
        """Show a value."""
        self.setChecked(text == _YES)


class Choice(QComboBox):
    """One of several; with `free`, another text too. The wheel leaves it alone on its way past."""

    edited = Signal()

    def __init__(self, parent: QWidget, choices: tuple[str, ...], *, free: bool = False) -> None:
        super().__init__(parent)
        self.setEditable(free)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItems(choices)
        self.activated.connect(lambda _row: self.edited.emit())
        line = self.lineEdit()
        if line is not None:
            line.setPlaceholderText("nothing")
            line.editingFinished.connect(self.edited)

    def value(self) -> str:
        """Return the value as text."""
        return self.currentText().strip()

    def put(self, text: str) -> None:
        """Show a value."""
        if self.isEditable():
            self.setEditText(text)
        else:
            self.setCurrentIndex(self.findText(text))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the form scroll."""
        event.ignore()


class Line(QLineEdit):
    """Anything that is written: numbers, lists, names."""

    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.editingFinished.connect(self.edited)

    def value(self) -> str:
        """Return the value as text."""
        return self.text().strip()

    def put(self, text: str) -> None:
        """Show a value."""
        self.setText(text)
        self.setCursorPosition(0)


AnyEditor = Switch | Choice | Line


def editor_for(setting: Setting, parent: QWidget) -> AnyEditor:
    """Return the field for a setting, with its name for screen readers."""
    editor: AnyEditor
    if setting.kind is Kind.YES_NO:
        editor = Switch(parent)
    elif setting.kind is Kind.CHOICE or (setting.kind is Kind.TEXT and setting.choices):
        editor = Choice(parent, setting.choices, free=setting.kind is Kind.TEXT)
        editor.view().setAccessibleName(title_of(setting))
        line = editor.lineEdit()
        if line is not None:
            line.setAccessibleName(title_of(setting))
    else:
        editor = Line(parent)
    editor.setAccessibleName(title_of(setting))
    return editor

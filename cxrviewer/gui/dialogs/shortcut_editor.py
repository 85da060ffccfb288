"""Other keys for one command: pressed, compared with what has them already, and used at once."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cxrviewer.gui.actions import SPECS, plain_text
from cxrviewer.gui.dialogs.key_field import KeyField
from cxrviewer.gui.gesture_table import RESERVED
from cxrviewer.gui.keymap import Keymap, native
from cxrviewer.gui.remapping import Remapping

CHOOSE, FIXED = "Choose a command to change its keys.", "These are fixed."

Answers = tuple[tuple[str, Callable[[], None]], ...]


class ShortcutEditor(QWidget):
    """Works on one command; what two commands would share is named and must be settled.

    Signals
    -------
    finished
        The command has its keys, or keeps those it had.
    """

    finished = Signal()

    def __init__(self, remapping: Remapping, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._remapping = remapping
        self._name = ""
        self.title, self.field, self.question = QLabel(CHOOSE, self), KeyField(self), QLabel(self)
        self.question.setWordWrap(True)
        self.question.setProperty("role", "opinion")
        self.remove = self._button("&No keys", "Leave the command without keys.", self._remove)
        self.reset = self._button("&Usual keys", "Give the command its usual keys.", self._reset)
        self.reset_all = self._button("&All usual keys", "Give every command its usual keys.", self._ask_all)
        self._answers, self._asked = QHBoxLayout(), list[QPushButton]()
        self._lay_out()
        self.field.taken.connect(self._take)
        self.field.given_up.connect(self._finish)
        remapping.changed.connect(self._follow)
        self._follow()

    def _button(self, text: str, tip: str, press: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setToolTip(tip)
        button.clicked.connect(press)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.title, 1)
        for widget in (self.field, self.remove, self.reset, self.reset_all):
            row.addWidget(widget)
        self.field.setFixedWidth(190)
        asking = QHBoxLayout()
        asking.addWidget(self.question, 1)
        asking.addLayout(self._answers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(asking)
        column.addLayout(row)
        self.question.hide()

    def work_on(self, name: str | None) -> None:
        """Take another command, or none where the row has none."""
        self._name = name or ""
        self._settle()
        self._follow()
        if name is None:
            self.title.setText(FIXED)

    def start(self) -> None:
        """Wait for keys."""
        if self._name:
            self._settle()
            self.field.clear()
            self.field.setFocus()

    def _follow(self) -> None:
        keymap, name = self._remapping.keymap, self._name
        self.title.setText(plain_text(SPECS[name]) if name else CHOOSE)
        self.field.setText(native(keymap.of(name)) if name else "")
        self.field.setEnabled(bool(name))
        self.remove.setEnabled(bool(name and keymap.of(name)))
        self.reset.setEnabled(bool(name) and keymap.changed(name))
        self.reset_all.setEnabled(bool(keymap.chosen))

    def _take(self, key: str) -> None:
        """Use keys, or say whose they are."""
        keymap, name = self._remapping.keymap, self._name
        holder = keymap.holder(key, but=name)
        self.field.setText(native((key,)))
        if key in RESERVED:
            self._ask(f"{native((key,))} {RESERVED[key]}. Press other keys.", ())
        elif holder is None:
            self._use(keymap.with_keys(name, (key,)))
        else:
            self._ask_which(name, key, holder)

    def _ask_which(self, name: str, key: str, holder: str) -> None:
        keymap = self._remapping.keymap
        swap, take = keymap.swapping(name, key), keymap.taking(name, key)
        answers: Answers = (
            ("&Take it", lambda: self._use(take)),
            ("&Cancel", self._finish),
        )
        if keymap.of(name):
            answers = (("&Swap them", lambda: self._use(swap)), *answers)
        self._ask(f"{native((key,))} gives the command {plain_text(SPECS[holder])}.", answers)

    def _ask_all(self) -> None:
        keep, reset = ("&Cancel", self._finish), ("&Give back", lambda: self._use(Keymap()))
        self._ask("Give every command its usual keys?", (reset, keep))

    def _remove(self) -> None:
        self._use(self._remapping.keymap.with_keys(self._name, ()))

    def _reset(self) -> None:
        self._use(self._remapping.keymap.resetting(self._name))

    def _use(self, keymap: Keymap) -> None:
        self._remapping.use(keymap)
        self._finish()

    def _finish(self) -> None:
        self._settle()
        self._follow()
        self.finished.emit()

    def _ask(self, sentence: str, answers: Answers) -> None:
        """Ask beside the field; the first answer gets the focus."""
        self._settle()
        self.question.setText(sentence)
        self.question.show()
        self._asked = [self._button(text, sentence, press) for text, press in answers]
        for button in self._asked:
            self._answers.addWidget(button)
        if self._asked:
            self._asked[0].setFocus()

    def _settle(self) -> None:
        """Take the question away."""
        self.question.hide()
        for button in self._asked:
            self._answers.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._asked = []

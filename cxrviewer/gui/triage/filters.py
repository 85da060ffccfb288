"""What of the worklist is listed: status, class, urgency, unread ones, and text in the name of the file."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from cxrviewer.gui.triage.columns import marked
from cxrviewer.study import class_words
from cxrviewer.triage.listing import Overview, Selection

TYPING_MS = 180


class Filters(QWidget):
    """One row of fields.

    Signals
    -------
    changed
        Other films are wanted.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QLineEdit(self)
        self.text.setPlaceholderText("Text in the file name")
        self.text.setClearButtonEnabled(True)
        self.text.setAccessibleName("Text in the file name")
        self.status, self.prediction, self.word = (
            self._choice(name) for name in ("Any status", "Any class", "Any urgency")
        )
        self.unread = QCheckBox("&Unread only", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        for field in (self.status, self.prediction, self.word, self.unread):
            row.addWidget(field)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self.text.textEdited.connect(lambda _text: self._typing.start())
        self.text.textChanged.connect(lambda text: None if text else self._typing.start())
        self.unread.toggled.connect(lambda _on: self.changed.emit())

    def _choice(self, anything: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(anything.removeprefix("Any ").capitalize())
        box.view().setAccessibleName(box.accessibleName())
        box.addItem(anything, "")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.activated.connect(lambda _place: self.changed.emit())
        return box

    def offer(self, overview: Overview) -> None:
        """Offer what there is in a batch, with its numbers."""
        words = [(word, marked(word, overview.policy), number) for word, number in overview.words]
        classes = [(name, class_words(name), number) for name, number in overview.classes]
        _offer(self.status, [(name, name, number) for name, number in overview.statuses])
        _offer(self.prediction, classes)
        _offer(self.word, words)

    def narrow(self, selection: Selection) -> Selection:
        """Return a selection with what these fields say."""
        return replace(
            selection,
            text=self.text.text().strip(),
            status=self.status.currentData(),
            prediction=self.prediction.currentData(),
            word=self.word.currentData(),
            unread=self.unread.isChecked(),
        )


def _offer(box: QComboBox, choices: list[tuple[str, str, int]]) -> None:
    """Let a box offer value, text and number; what is chosen stays so."""
    wanted = [(f"{text} ({number})", value) for value, text, number in choices]
    if wanted == [(box.itemText(place), box.itemData(place)) for place in range(1, box.count())]:
        return
    chosen, text = box.currentData(), box.currentText()
    if chosen and chosen not in {value for value, *_ in choices}:
        wanted.append((text, chosen))
    with QSignalBlocker(box):
        while box.count() > 1:
            box.removeItem(1)
        for shown, value in wanted:
            box.addItem(shown, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))

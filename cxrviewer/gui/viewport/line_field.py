"""A line to type into on the film itself, where no dialog would let the film be seen."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cxrviewer.gui.viewport.tools.easel import Question

WIDTH = 220
LONGEST = 1024
STAYING = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}


class LineField(QLineEdit):
    """Asks one question; answered or dropped, it goes away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._film = parent
        self.setObjectName("lineField")
        self.setAccessibleName("Words on the film")
        self.setFixedWidth(WIDTH)
        self.setMaxLength(LONGEST)
        self._question: Question | None = None
        self.returnPressed.connect(self.take)
        self.hide()

    @property
    def question(self) -> Question | None:
        """The question that is open."""
        return self._question

    def ask(self, question: Question, at: QPointF) -> None:
        """Show a question near a place of the parent; one that is open is left first."""
        self.leave()
        self._question = question
        self.setAccessibleName(question.hint)
        self.setPlaceholderText(question.hint)
        self.setText(question.text)
        self.selectAll()
        self.place(at)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self, at: QPointF) -> None:
        """Stand near a place of the parent, and wholly inside it."""
        room = self._film.rect()
        x = min(max(round(at.x()) + 8, 0), max(room.width() - WIDTH, 0))
        y = min(max(round(at.y()) + 8, 0), max(room.height() - self.sizeHint().height(), 0))
        self.move(x, y)

    def take(self) -> None:
        """Take what was typed as the answer."""
        question, text = self._put_away(), self.text().strip()
        if question is not None:
            question.take(text)

    def drop(self) -> None:
        """Give no answer."""
        question = self._put_away()
        if question is not None:
            question.drop()

    def leave(self) -> None:
        """Take or drop, as the question says, because the hand has gone elsewhere."""
        if self._question is not None and self._question.on_leaving and self.text().strip():
            self.take()
        else:
            self.drop()

    def _put_away(self) -> Question | None:
        """Hide; what hides the field must not answer a second time."""
        question, self._question = self._question, None
        if question is not None:
            had_focus = self.hasFocus()
            self.hide()
            if had_focus:
                self._film.setFocus(Qt.FocusReason.OtherFocusReason)
        return question

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window's commands."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Drop the question with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leave the question when the hand goes elsewhere."""
        super().focusOutEvent(event)
        if event.reason() not in STAYING:
            self.leave()

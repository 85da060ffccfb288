"""Whether the reader agrees with the models: unset until the reader says so."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cxrviewer.gui.panels.comment_field import CommentField
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.study import Analysis, Verdict, class_title, percent

NOTHING = "There is no AI answer on this film to judge."
WHY = "Please say why you disagree."
_REASON_LINES = 3


class VerdictBox(QWidget):
    """What the models say of the film, agree or disagree, and why.

    Signals
    -------
    judged
        The reader's `Verdict`, or None where it is taken back.
    """

    judged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdict: Verdict | None = None
        self._image_key = ""
        self._answer: tuple[str, str] | None = None  # prediction and model
        self._said = wrapped_label(self, role="quiet")
        self.agree, self.disagree = QPushButton("Agree", self), QPushButton("Disagree", self)
        self.clear = QPushButton("Take back", self)
        self.clear.setAccessibleName("Take the verdict back")
        self.reason = CommentField("Reason of the verdict", "Reason", self)
        self.reason.setFixedHeight(self.reason.fontMetrics().lineSpacing() * _REASON_LINES + 16)
        self._asked = wrapped_label(self, WHY, "opinion")
        self._earlier = wrapped_label(self, role="quiet")
        self._lay_out()
        self.agree.clicked.connect(lambda: self._judge(agrees=True))
        self.disagree.clicked.connect(lambda: self._judge(agrees=False))
        self.clear.clicked.connect(lambda: self.judged.emit(None))
        self.reason.written.connect(self._explain)

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        for button in (self.agree, self.disagree):
            button.setCheckable(True)
            button.setProperty("role", "verdict")
            group.addButton(button)
            row.addWidget(button, 1)
        row.addWidget(self.clear)
        self._group = group
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._said)
        column.addLayout(row)
        for widget in (self._earlier, self.reason, self._asked):
            column.addWidget(widget)

    def show_verdict(self, image_key: str, analysis: Analysis | None, verdict: Verdict | None) -> None:
        """Show what the models say of an image and what the reader thinks of it."""
        self._image_key, self._verdict = image_key, verdict
        self._answer = _answer(analysis)
        self._said.setText(_answer_text(analysis) if self._answer else NOTHING)
        judged = verdict is not None
        self._group.setExclusive(judged)
        self.agree.setChecked(verdict is not None and verdict.agrees)
        self.disagree.setChecked(verdict is not None and not verdict.agrees)
        for button in (self.agree, self.disagree):
            button.setEnabled(self._answer is not None)
        self.clear.setVisible(judged)
        self.reason.setVisible(judged)
        self.reason.show_text(verdict.reason if verdict is not None else "")
        self._asked.setVisible(verdict is not None and not verdict.agrees and not verdict.reason.strip())
        self._tell_earlier(verdict)

    def _tell_earlier(self, verdict: Verdict | None) -> None:
        """Say so where the verdict is on another answer than the one on screen."""
        stale = verdict is not None and self._answer not in {None, (verdict.prediction, verdict.model)}
        self._earlier.setVisible(stale)
        if verdict is not None and stale:
            self._earlier.setText(f"The verdict is on {class_title(verdict.prediction)} by {verdict.model}.")

    def _judge(self, *, agrees: bool) -> None:
        if self._answer is None:
            return
        self.reason.flush()
        reason = self._verdict.reason if self._verdict is not None else ""
        self.judged.emit(Verdict(self._image_key, *self._answer, agrees, reason))
        if not agrees and not reason:
            self.reason.setFocus()

    def _explain(self, reason: str) -> None:
        if self._verdict is not None:
            verdict = self._verdict
            self.judged.emit(
                Verdict(verdict.image_key, verdict.prediction, verdict.model, verdict.agrees, reason)
            )


def _answer(analysis: Analysis | None) -> tuple[str, str] | None:
    """Return prediction and model."""
    found = analysis.classification if analysis is not None else None
    return (found.prediction, f"{found.model.name} {found.model.version}") if found is not None else None


def _answer_text(analysis: Analysis | None) -> str:
    found = analysis.classification if analysis is not None else None
    if found is None:
        return ""
    share = percent(found.probabilities[found.prediction])
    return f"{found.model.name} {found.model.version} says {class_title(found.prediction)}, {share}."

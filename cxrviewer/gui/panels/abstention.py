"""What the models do not answer, why, and the reader's way to have the film analysed anyway."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.study import Abstention, Analysis, Cause, class_title

ANYWAY = "Analyse anyway"
ASKED = "Why, for the record"


class AbstentionBox(QWidget):
    """Headline and reason of an abstention; of a refused film also a field and a button to overrule it.

    Signals
    -------
    overruled
        The reader wants the film analysed anyway, for this reason.
    """

    overruled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headline = wrapped_label(self, role="section")
        self._reason = wrapped_label(self, role="opinion")
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(ASKED)
        self.reason.setAccessibleName("Reason to analyse the film anyway")
        self.reason.setMaxLength(500)
        self.button = QPushButton(ANYWAY, self)
        self.button.setAccessibleName("Analyse the film anyway")
        self.button.clicked.connect(self._overrule)
        self.reason.returnPressed.connect(self.button.click)
        self.reason.textChanged.connect(self._follow_text)
        row = QHBoxLayout()
        row.addWidget(self.reason, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._headline)
        column.addWidget(self._reason)
        column.addLayout(row)
        self.show_analysis(None)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show why there is no answer; nothing where there is one."""
        abstention = analysis.abstention if analysis is not None else None
        self.setVisible(abstention is not None)
        if abstention is None:
            return
        refused = abstention.cause is Cause.GATE
        self._headline.setText(headline(abstention))
        self._reason.setText(_explained(abstention))
        self.reason.clear()
        for widget in (self.reason, self.button):
            widget.setVisible(refused)
        self._follow_text()

    def _follow_text(self) -> None:
        """Take a decision only with a reason."""
        self.button.setEnabled(bool(self.reason.text().strip()))

    def _overrule(self) -> None:
        self.overruled.emit(self.reason.text().strip())


def headline(abstention: Abstention) -> str:
    """Return the outcome in a line."""
    if abstention.between:
        first, second = (class_title(label) for label in abstention.between)
        return f"Uncertain between {first} and {second}"
    return "Not analysed" if abstention.cause is Cause.GATE else "No answer: an unusual film"


def _explained(abstention: Abstention) -> str:
    """Return the reason in sentences."""
    if abstention.cause is Cause.UNCERTAIN:
        return "The likeliest class does not reach the probability from which on the model can be relied on."
    return f"{abstention.reason[0].upper()}{abstention.reason[1:].rstrip('.')}."

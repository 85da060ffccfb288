"""The page of what came out of a training."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.training.result_pages import NO_RESULT, Result, result_page


class ResultPage(QWidget):
    """Figures above, what can be done with the model below.

    Signals
    -------
    use_wanted
        The user wants this model to read the films.
    """

    use_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: Result | None = None
        self.text = QTextBrowser(self)
        self.text.setAccessibleName("What came out of the training")
        self.text.setOpenLinks(False)
        self.state = wrapped_label(self, role="quiet")
        self.use = QPushButton("&Use this model", self)
        self.use.setProperty("role", "primary")
        bottom = QHBoxLayout()
        bottom.addWidget(self.state, 1)
        bottom.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.text, 1)
        column.addLayout(bottom)
        self.use.clicked.connect(self.use_wanted)
        self.clear()

    def clear(self) -> None:
        """Show that there is nothing."""
        self.result = None
        self.text.setHtml(NO_RESULT)
        self.use.setEnabled(False)

    def show_result(self, result: Result) -> None:
        """Show what came out."""
        self.result = result
        self.text.setHtml(result_page(result))
        self.use.setEnabled(True)

"""The page of what came out of a training."""

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.training.evaluating import Result
from cxrviewer.gui.training.result_pages import NO_RESULT, result_page


class ResultPage(QWidget):
    """Figures above, what can be done with the model below.

    Signals
    -------
    measure_wanted, stop_wanted
        The user wants every figure, or no longer.
    use_wanted, before_wanted
        The user wants this model to read the films, or the one that did before.
    film_wanted
        A film shall be opened in the viewer.
    """

    measure_wanted = Signal()
    stop_wanted = Signal()
    use_wanted = Signal()
    before_wanted = Signal()
    film_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: Result | None = None
        self.text = QTextBrowser(self)
        self.text.setAccessibleName("What came out of the training")
        self.text.setOpenLinks(False)
        self.state = wrapped_label(self, role="quiet")
        self.state.setAccessibleName("State of the result")
        self.measure, self.stop = QPushButton("&Measure in full", self), QPushButton("S&top", self)
        self.report, self.pdf = QPushButton("Open r&eport", self), QPushButton("Open P&DF", self)
        self.use, self.before = QPushButton("&Use this model", self), QPushButton("Roll &back", self)
        self.use.setProperty("role", "primary")
        self.before.setToolTip("Lets the model that was in use before read the films again.")
        self.measure.setToolTip("Every figure, by class and source, the worst films, and reports to hand on.")
        self._place()
        self._connect()
        self.clear()

    def _place(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.measure, self.stop, self.report, self.pdf):
            buttons.addWidget(button)
        buttons.addWidget(self.state, 1)
        for button in (self.before, self.use):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.text, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.measure.clicked.connect(self.measure_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.use.clicked.connect(self.use_wanted)
        self.before.clicked.connect(self.before_wanted)
        self.report.clicked.connect(lambda: self._open("report.html"))
        self.pdf.clicked.connect(lambda: self._open("report.pdf"))
        self.text.anchorClicked.connect(self._open_film)

    def clear(self) -> None:
        """Show that there is nothing."""
        self.result = None
        self.text.setHtml(NO_RESULT)
        self.rest("")

    def show_result(self, result: Result) -> None:
        """Show what came out."""
        self.result = result
        self.text.setHtml(result_page(result))
        self.rest("")

    def work(self, said: str) -> None:
        """Show that something is being done."""
        self.state.setText(said)
        self.stop.setVisible(True)
        for button in (self.measure, self.use, self.before):
            button.setEnabled(False)

    def rest(self, said: str) -> None:
        """Wait for the user again, with what became of the work."""
        there = self.result is not None
        measured = self.result is not None and self.result.evaluation is not None
        self.state.setText(said)
        self.stop.setVisible(False)
        self.measure.setEnabled(there)
        self.measure.setVisible(not measured)
        for button in (self.use, self.before):
            button.setEnabled(there)
        for button in (self.report, self.pdf):
            button.setVisible(measured)

    def _open(self, name: str) -> None:
        """Open a report with the program that the desktop has for it."""
        if self.result is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.result.folder / name)))

    def _open_film(self, link: QUrl) -> None:
        result = self.result
        if result is None or result.evaluation is None:
            return
        found = result.evaluation.classes or result.evaluation.lungs
        if found is not None:
            name = Path(found.worst[int(link.path())])
            root = result.data if result.data.is_dir() else result.data.parent
            self.film_wanted.emit(root / name)

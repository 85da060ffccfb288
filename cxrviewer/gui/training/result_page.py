"""The page of what came out of a training."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.outside import open_outside
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.training.evaluating import TEST, VALIDATION, Measured, Result
from cxrviewer.gui.training.result_pages import NO_RESULT, result_page
from cxrviewer.gui.training.worst_films import WorstFilms

SIDES = {VALIDATION: "Films kept back for validation", TEST: "Films of the held-out source"}
MEASURE_TIP = "Every figure, by class and source, the worst films, and reports to hand on."
CONTROLS_TIP = (
    "Each film is read with its lungs blanked, and with all else blanked, as well: a model that goes by the "
    "lungs is lost without them. Takes three times as long."
)


class ResultPage(QWidget):
    """Figures above, the worst films below them, then what can be done with the model.

    Signals
    -------
    measure_wanted
        A `Result`, the side and whether with blanked lungs: the user wants every figure.
    stop_wanted
        The user wants it no longer.
    use_wanted, before_wanted
        The user wants the model of this `Result` to read the films, or the one that did before.
    film_wanted
        A film shall be opened in the viewer.
    """

    measure_wanted = Signal(object, str, bool)
    stop_wanted = Signal()
    use_wanted = Signal(object)
    before_wanted = Signal(object)
    film_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: Result | None = None
        self._measuring = self._switching = False
        self._make_films()
        self._make_buttons()
        self._place()
        self._connect()
        self.clear()

    def _make_films(self) -> None:
        self.side = QComboBox(self)
        self.side.setAccessibleName("Films to measure on")
        self.side.view().setAccessibleName("Films to measure on")
        self.controls = QCheckBox("with &lungs blanked", self)
        self.controls.setToolTip(CONTROLS_TIP)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName("What came out of the training")
        self.text.setTabChangesFocus(True)
        self.worst = WorstFilms(self)
        self.state = wrapped_label(self, role="quiet")
        self.state.setAccessibleName("State of the result")

    def _make_buttons(self) -> None:
        self.measure, self.stop = QPushButton("&Measure in full", self), QPushButton("S&top", self)
        self.report, self.pdf = QPushButton("Open r&eport", self), QPushButton("Open P&DF", self)
        self.use, self.before = QPushButton("&Use this model", self), QPushButton("Roll &back", self)
        self.use.setProperty("role", "primary")
        self.before.setToolTip("Lets the model that was in use before read the films again.")
        self.measure.setToolTip(MEASURE_TIP)

    def _place(self) -> None:
        head = QHBoxLayout()
        label = QLabel("&Films", self)
        label.setBuddy(self.side)
        for part in (label, self.side, self.measure, self.controls, self.stop):
            head.addWidget(part)
        head.addStretch()
        for part in (self.report, self.pdf):
            head.addWidget(part)
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        foot.addWidget(self.before)
        foot.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        column.addWidget(self.worst)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.side.activated.connect(self._show)
        self.measure.clicked.connect(self._measure)
        self.stop.clicked.connect(self.stop_wanted)
        self.use.clicked.connect(lambda: self.use_wanted.emit(self.result))
        self.before.clicked.connect(lambda: self.before_wanted.emit(self.result))
        self.report.clicked.connect(lambda: self._open("report.html"))
        self.pdf.clicked.connect(lambda: self._open("report.pdf"))
        self.worst.film_wanted.connect(self._open_film)

    @property
    def measured(self) -> Measured | None:
        """What is known of the chosen films."""
        return self.result.measured.get(str(self.side.currentData())) if self.result is not None else None

    def clear(self) -> None:
        """Show that there is nothing."""
        self.result = None
        self.side.clear()
        self.rest_measuring("")

    def show_result(self, result: Result) -> None:
        """Show what came out; of the run that was shown, on the same films."""
        chosen = self.side.currentData() if self.result and self.result.run == result.run else VALIDATION
        self.result = result
        self.side.clear()
        for side in result.sides:
            self.side.addItem(SIDES[side], side)
        self.side.setCurrentIndex(max(0, self.side.findData(chosen)))
        self.rest_measuring("")

    def follow(self, said: str) -> None:
        """Show how far the measuring is."""
        if self._measuring:
            self.state.setText(said)

    def rest_measuring(self, said: str) -> None:
        """Wait for the user again, with what became of the measuring."""
        self._measuring = False
        self.state.setText(said)
        self._show()

    def work_on_models(self, said: str) -> None:
        """Show that models are being switched."""
        self._switching = True
        self.state.setText(said)
        self._show_buttons()

    def rest_models(self, said: str) -> None:
        """Wait for the user again, with what became of the switch."""
        self._switching = False
        self.state.setText(said)
        self._show_buttons()

    def _measure(self) -> None:
        self._measuring = True
        self.state.setText("Measuring")
        self._show_buttons()
        self.measure_wanted.emit(self.result, str(self.side.currentData()), self.controls.isChecked())

    def _show(self) -> None:
        """Show what is known of the chosen films."""
        self.text.setHtml(NO_RESULT if self.result is None else result_page(self.result.card, self.measured))
        self.worst.show_films(self.measured)
        self._show_buttons()

    def _show_buttons(self) -> None:
        there, busy = self.result is not None, self._measuring or self._switching
        measured = self.measured is not None
        self.side.setEnabled(self.side.count() > 1 and not self._measuring)
        self.measure.setText("&Measure again" if measured else "&Measure in full")
        for part in (self.measure, self.controls):
            part.setEnabled(there and not self._measuring)
        for button in (self.use, self.before):
            button.setEnabled(there and not busy)
        self.stop.setVisible(self._measuring)
        for button in (self.report, self.pdf):
            button.setVisible(measured)

    def _open(self, name: str) -> None:
        """Open a report with the program that the desktop has for it."""
        if self.measured is not None:
            open_outside(self.measured.folder / name)

    def _open_film(self, file: str) -> None:
        if self.result is not None:
            data = self.result.data
            self.film_wanted.emit((data if data.is_dir() else data.parent) / Path(file))

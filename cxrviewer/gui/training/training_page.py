"""The course of a training: curves, speed, time left, log, and what can be asked of it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.training.course_state import CourseState
from cxrviewer.gui.training.estimate import duration
from cxrviewer.gui.training.following import RunFollower
from cxrviewer.gui.training.log_text import log_text
from cxrviewer.gui.training.questions import ask_to_cancel
from cxrviewer.training.runs.history import RunHistory
from cxrviewer.wishes import Wish

if TYPE_CHECKING:
    from cxrviewer.gui.training.curves import CurvePlot

NO_RUN = "No training is shown. Start one on the page Recipe, or open one on the page Runs."
FIGURES = ("Epoch", "Best epoch", "Films per second", "Time left")
DASH = "\N{EN DASH}"
_WISHED = {
    Wish.PAUSE: "Will pause after this step.",
    Wish.STOP: "Will stop after this step, and make a model of the best epoch.",
    Wish.CANCEL: "Will be cancelled after this step.",
    Wish.RUN: "Will go on in a moment.",
}


class TrainingPage(QWidget):
    """Shows what the follower knows.

    Signals
    -------
    resume_wanted
        The user wants the run to go on from its last checkpoint.
    result_wanted
        The user wants to see what came out.
    """

    resume_wanted = Signal()
    result_wanted = Signal()

    def __init__(self, follower: RunFollower, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follower = follower
        self.loss: CurvePlot | None = None
        self.score: CurvePlot | None = None
        self._make_head()
        self._make_log()
        self._make_buttons()
        self._place()
        follower.changed.connect(self._show)
        self.pause.clicked.connect(self._pause)
        self.stop.clicked.connect(lambda: self._wish(Wish.STOP))
        self.cancel.clicked.connect(self._cancel)
        self.resume.clicked.connect(self.resume_wanted)
        self.result.clicked.connect(self.result_wanted)
        self._show()

    def _make_head(self) -> None:
        self.name = wrapped_label(self, role="section")
        self.state = wrapped_label(self)
        self.state.setAccessibleName("State of the training")
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("How much of the training is done")
        self.figures = {title: QLabel(DASH, self) for title in FIGURES}
        for title, figure in self.figures.items():
            figure.setProperty("role", "section")
            figure.setAccessibleName(title)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the plots in place once the page is painted for the first time: pyqtgraph takes a moment."""
        super().showEvent(event)
        if self.loss is None:
            QTimer.singleShot(0, self, self._add_curves)

    def _add_curves(self) -> None:
        if self.loss is not None:
            return
        from cxrviewer.gui.training.curves import CurvePlot

        self.loss, self.score = CurvePlot("Loss", self), CurvePlot("Score", self, scores=True)
        self._curves.addWidget(self.loss, 1)
        self._curves.addWidget(self.score, 1)
        self._show_curves(self._follower.history)

    def _make_log(self) -> None:
        self.log = QPlainTextEdit(self)
        self.log.setReadOnly(True)
        self.log.setAccessibleName("Log of the training")
        self.log.setTabChangesFocus(True)
        self.log.setMinimumHeight(90)

    def _make_buttons(self) -> None:
        self.pause = QPushButton("&Pause", self)
        self.stop = QPushButton("&Stop and keep the best", self)
        self.cancel = QPushButton("&Cancel…", self)
        self.resume = QPushButton("&Go on", self)
        self.result = QPushButton("Show &result", self)
        self.pause.setToolTip("Waits with its state on the disk; the computer is free meanwhile.")
        self.stop.setToolTip("Ends now and makes a model of the best epoch so far.")
        self.cancel.setToolTip("Ends now without a model; what is trained so far can be gone on with.")
        self.resume.setToolTip("Goes on from the last epoch that is done.")

    def _place(self) -> None:
        head = QGridLayout()
        head.setHorizontalSpacing(28)
        for place, (title, figure) in enumerate(self.figures.items()):
            label = QLabel(title, self)
            label.setProperty("role", "quiet")
            head.addWidget(label, 0, place)
            head.addWidget(figure, 1, place)
        head.setColumnStretch(len(self.figures), 1)
        self._curves = QHBoxLayout()
        buttons = QHBoxLayout()
        for button in (self.pause, self.stop, self.cancel):
            buttons.addWidget(button)
        buttons.addStretch()
        for button in (self.resume, self.result):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(9)
        for part in (self.name, self.state, self.progress):
            column.addWidget(part)
        column.addLayout(head)
        column.addLayout(self._curves, 3)
        column.addWidget(self.log, 1)
        column.addLayout(buttons)

    def _show(self) -> None:
        folder, history, state = self._follower.folder, self._follower.history, self._follower.state
        self._allow(None if folder is None else state)
        if folder is None:
            self.name.setText(NO_RUN)
        else:
            self.name.setText(folder.name)
            reason = f": {self._follower.reason}" if self._follower.reason else ""
            self.state.setText(f"{str(state).capitalize()}{reason}".rstrip(".") + ".")
        self.state.setProperty("role", "opinion" if folder is not None and state.resumable else "")
        self.state.style().polish(self.state)
        self.progress.setValue(round(1000 * history.share_done))
        self._show_figures(history)
        self._show_curves(history)
        self._show_log(history)

    def _allow(self, state: CourseState | None) -> None:
        """Enable what can be asked of a run in this state."""
        steerable = state in {CourseState.PREPARING, CourseState.TRAINING, CourseState.PAUSED}
        for button in (self.stop, self.cancel):
            button.setEnabled(steerable)
        self.pause.setEnabled(state in {CourseState.TRAINING, CourseState.PAUSED})
        self.pause.setText("&Resume" if state is CourseState.PAUSED else "&Pause")
        self.resume.setVisible(state is not None and state.resumable)
        self.result.setVisible(state in {CourseState.FINISHED, CourseState.STOPPED})

    def _show_figures(self, history: RunHistory) -> None:
        start, best, step = history.start, history.best, history.step
        going = self._follower.state is CourseState.TRAINING
        running = step.epoch if step else len(history.epochs)
        told = {
            "Epoch": f"{running} of {start.epochs}" if start else DASH,
            "Best epoch": f"{best.epoch} ({best.score_name} {best.score:.4f})" if best else DASH,
            "Films per second": f"{history.images_per_s:.1f}" if history.images_per_s else DASH,
            "Time left": duration(history.left_s) if history.left_s is not None and going else DASH,
        }
        for title, text in told.items():
            self.figures[title].setText(text)

    def _show_curves(self, history: RunHistory) -> None:
        if self.loss is None or self.score is None:
            return
        from cxrviewer.gui.training.curves import loss_curves, score_curves

        best = history.best.epoch if history.best else None
        self.loss.show_curves(loss_curves(history.epochs), best)
        name = history.epochs[-1].score_name if history.epochs else ""
        self.score.show_curves(score_curves(history.epochs), best, name)

    def _show_log(self, history: RunHistory) -> None:
        text = log_text(history)
        if text != self.log.toPlainText():
            self.log.setPlainText(text)
            bar = self.log.verticalScrollBar()
            bar.setValue(bar.maximum())

    def _pause(self) -> None:
        self._wish(Wish.RUN if self._follower.state is CourseState.PAUSED else Wish.PAUSE)

    def _cancel(self) -> None:
        if ask_to_cancel(self):
            self._wish(Wish.CANCEL)

    def _wish(self, wish: Wish) -> None:
        self._follower.wish(wish)
        self.state.setText(_WISHED[wish])

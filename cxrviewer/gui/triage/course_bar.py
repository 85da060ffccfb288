"""How far a batch is, and what can be asked of it: always in sight, with the policy and the warning."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QPushButton, QWidget

from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.training.estimate import duration
from cxrviewer.gui.triage.batch_state import ENDED, BatchState
from cxrviewer.gui.triage.following import BatchFollower
from cxrviewer.study import NOT_FOR_CLINICAL_USE
from cxrviewer.wishes import Wish

NO_BATCH = "No batch is open."


class CourseBar(QWidget):
    """Follows a batch."""

    def __init__(self, follower: BatchFollower, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follower = follower
        self.state, self.counts = wrapped_label(self, role="section"), wrapped_label(self)
        self.state.setAccessibleName("State of the batch")
        self.counts.setAccessibleName("Films of the batch")
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("How much of the batch is done")
        self.policy, self.notice = QLabel(self), QLabel(NOT_FOR_CLINICAL_USE, self)
        self.policy.setProperty("role", "quiet")
        self.policy.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setProperty("role", "opinion")
        self.pause, self.cancel = QPushButton("Paus&e", self), QPushButton("Cance&l", self)
        self.pause.setToolTip("Finishes the films in work and begins no more.")
        self.cancel.setToolTip(
            "Ends after the films in work; all results are kept, and Start goes on from there."
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 8, 16, 10)
        grid.setVerticalSpacing(5)
        grid.addWidget(self.state, 0, 0, 1, 2)
        grid.addWidget(self.pause, 0, 2, 2, 1)
        grid.addWidget(self.cancel, 0, 3, 2, 1)
        grid.addWidget(self.counts, 1, 0, 1, 2)
        grid.addWidget(self.progress, 2, 0, 1, 4)
        grid.addWidget(self.notice, 3, 0)
        grid.addWidget(self.policy, 3, 1, 1, 3, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(1, 1)
        self.pause.clicked.connect(self._pause)
        self.cancel.clicked.connect(lambda: follower.wish(Wish.CANCEL))
        follower.changed.connect(self.show_course)
        self.show_course()

    def show_course(self) -> None:
        """Show how the batch stands."""
        follower, overview = self._follower, self._follower.overview
        name = follower.folder.name if follower.folder is not None else ""
        reason = f": {follower.reason.rstrip('.')}" if follower.reason else ""
        self.state.setText(f"{name} \N{EN DASH} {follower.state}{reason}." if name else NO_BATCH)
        ended = overview.count(*ENDED)
        self.counts.setText(self._told() if overview.films else self._waiting())
        self.progress.setMaximum(max(1, overview.films))
        self.progress.setValue(ended)
        policy = overview.policy
        self.policy.setText(f"Policy: {policy.name} {policy.version}" if policy else "Not ranked yet")
        steerable = follower.state in {BatchState.RUNNING, BatchState.PAUSED}
        self.pause.setEnabled(steerable)
        self.cancel.setEnabled(steerable)
        self.pause.setText("R&esume" if follower.state is BatchState.PAUSED else "Paus&e")

    def _waiting(self) -> str:
        living = self._follower.state.living
        return "The models are being loaded and the films listed …" if living else ""

    def _told(self) -> str:
        overview, rate = self._follower.overview, self._follower.pace.per_s
        left = overview.count("queued", "running")
        parts = [
            f"{overview.films:,} films: {left:,} queued, "
            + ", ".join(f"{overview.count(status):,} {status}" for status in ENDED)
        ]
        if rate is not None and left:
            speed = f"{rate:.1f} films a second" if rate >= 1 else f"{60 * rate:.0f} films a minute"
            parts += [speed, f"{duration(left / rate)} left"]
        return "   \N{MIDDLE DOT}   ".join(parts)

    def _pause(self) -> None:
        self._follower.wish(Wish.RUN if self._follower.state is BatchState.PAUSED else Wish.PAUSE)

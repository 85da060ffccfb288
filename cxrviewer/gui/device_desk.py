"""What computes: found out in the background, shown in the status bar."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QMainWindow

from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.opening import sentence
from cxrviewer.inference.devices import Device, find_device
from cxrviewer.jobs import Failed, JobContext, Outcome, Succeeded

UNKNOWN = "Looking for graphics cards …"


class DeviceDesk(QObject):
    """Knows the device once somebody has asked: torch may have to be imported for the answer.

    Parameters
    ----------
    runner
        Asks in the lane of inference, whose first job needs the answer anyway.
    choice
        Returns what the user has chosen.

    Signals
    -------
    changed
        The answer is there, or another one.
    """

    changed = Signal()

    def __init__(self, runner: JobRunner, choice: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._choice = runner, choice
        self._asked: str | None = None
        self.device: Device | None = None
        self.words = UNKNOWN

    def ask(self) -> None:
        """Find out what computes, unless that is known for what is chosen."""
        choice = self._choice()
        if choice == self._asked:
            return
        self._asked = choice

        def work(_context: JobContext) -> Device:
            return find_device(choice)

        self._runner.submit(Lane.INFERENCE, work, self._take)

    def ask_again(self) -> None:
        """Find out anew if the user has chosen something else, and somebody has asked before."""
        if self._asked is not None:
            self.ask()

    def _take(self, outcome: Outcome[Device]) -> None:
        if isinstance(outcome, Succeeded):
            self.device = outcome.value
            self.words = f"{outcome.value.words}. {outcome.value.reason}".removesuffix(" ")
        elif isinstance(outcome, Failed):
            self.device = None
            self.words = sentence(outcome.error)
        self.changed.emit()


def show_in_status_bar(desk: DeviceDesk, window: QMainWindow) -> QLabel:
    """Put a label, empty until the device is known, at the right end of the status bar."""
    label = QLabel(window)
    label.setObjectName("device")
    label.setAccessibleName("What computes")

    def follow() -> None:
        label.setText(desk.device.words if desk.device is not None else "")
        label.setToolTip(desk.words)

    desk.changed.connect(follow)
    window.statusBar().insertPermanentWidget(0, label)
    return label

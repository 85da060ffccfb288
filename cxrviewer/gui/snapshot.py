"""The window's picture and the report without anybody at the screen."""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from cxrviewer.gui.app import application, has_screen, make_window
from cxrviewer.gui.crash import install_crash_hook
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.workspace import Workspace

WIDTH, HEIGHT = 1600, 1000


def save_window_picture(paths: Sequence[Path], picture: Path, report: Path, timeout_s: float = 300.0) -> int:
    """Open the real window on films, wait for the analysis, and write its picture and the report.

    Parameters
    ----------
    paths
        Films and folders; the first film is analysed.
    picture
        PNG of the whole window.
    report
        PDF of the analysis.
    timeout_s
        How long to wait at most.

    Returns
    -------
    int
        0 if both are written, else 1; the reasons are on standard error, a sentence each.
    """
    for file in (picture, report):
        file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:  # neither the user's settings nor traces of them
        failures = _photograph(paths, picture, report, timeout_s, Path(folder) / "settings.json")
    for failure in failures:
        sys.stderr.write(f"cxrviewer: {failure}\n")
    return 1 if failures else 0


def _photograph(
    paths: Sequence[Path], picture: Path, report: Path, timeout_s: float, settings: Path
) -> list[str]:
    """Do it, and return what went wrong."""
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qt = application()
    window = make_window(paths, settings)
    window.resize(WIDTH, HEIGHT)
    snapshot = _Snapshot(window, picture, report)
    install_crash_hook(snapshot.crash)
    QTimer.singleShot(round(timeout_s * 1000), snapshot, snapshot.give_up)
    window.show()
    qt.exec()
    window.close()
    return snapshot.failures


class _Snapshot(QObject):
    """Follows the window's session and leaves the event loop when both files are written, or cannot be."""

    def __init__(self, window: MainWindow, picture: Path, report: Path) -> None:
        super().__init__(window)
        self._window, self._picture, self._report = window, picture, report
        self._done = False
        self.failures: list[str] = []
        window.assembled.connect(self._listen)

    def _listen(self) -> None:
        workspace = self._workspace
        workspace.session.message.connect(self._told)
        workspace.session.status_changed.connect(self._look)
        workspace.opening.settled.connect(self._look)
        workspace.saving.saved.connect(self._finish)

    def _told(self, sentence: str) -> None:
        """Note what went wrong; after the analysis that can only be the report."""
        self.failures.append(sentence)
        (self._finish if self._done else self._look)()

    @property
    def _workspace(self) -> Workspace:
        workspace = self._window.workspace
        if workspace is None:
            raise RuntimeError("the window is not assembled")
        return workspace

    def _look(self) -> None:
        """Save once the analysis is there, or without it once it has ended."""
        workspace, session = self._workspace, self._workspace.session
        if self._done or workspace.opening.busy or session.status.busy:
            return
        self._done = True
        if session.analysis is None:
            self.failures.extend([session.status.reason] if session.status.reason else [])
            self.failures.extend([] if self.failures else ["There is no analysis."])
            self._finish()
            return
        QTimer.singleShot(0, self, lambda: workspace.saving.save_report(self._report))

    def _finish(self) -> None:
        """Take the picture last: while the report was written, the panels have filled themselves."""
        self._save_picture()
        self._leave()

    def _save_picture(self) -> None:
        if not self._window.grab().save(str(self._picture)):
            self.failures.append(f"{self._picture}: the picture cannot be written there.")

    def _leave(self) -> None:
        application().exit(0)

    def crash(self, sentence: str) -> None:
        """Stop: the program is at fault."""
        self.failures.append(sentence)
        self._leave()

    def give_up(self) -> None:
        """Stop waiting."""
        self.failures.append("The analysis took too long.")
        self._leave()

"""First paint of the window against a bare PySide6 window, each in fresh processes of the same run."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
RUNS = 15
BOUND_RATIO = 1.5

_PRELUDE = """
import os, time
def painted():
    print(time.monotonic() - float(os.environ["STARTED_AT"]), flush=True)
    os._exit(0)
"""

BARE = (
    _PRELUDE
    + """
from PySide6 import QtCore, QtGui, QtWidgets
class Window(QtWidgets.QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QtCore.QTimer.singleShot(0, painted)
app = QtWidgets.QApplication([])
window = Window()
window.resize(1600, 1000)
window.show()
app.exec()
"""
)

OURS = (
    _PRELUDE
    + """
import tempfile
from pathlib import Path
from cxrviewer.gui.app import application, make_window
from cxrviewer.gui.hint import Hint
from PySide6.QtCore import QTimer
app = application()
window = make_window(settings_path=Path(tempfile.gettempdir()) / "cxrviewer-benchmark-none.json")
hint = window.findChild(Hint)
hint.painted.disconnect()
hint.painted.connect(lambda: QTimer.singleShot(0, painted))
window.show()
app.exec()
"""
)


def _seconds_to_paint(script: str) -> float:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment["STARTED_AT"] = repr(time.monotonic())
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return float(done.stdout.split()[-1])


def main() -> dict[str, object]:
    for script in (BARE, OURS):
        _seconds_to_paint(script)  # warms the file cache
    pairs = [(_seconds_to_paint(BARE), _seconds_to_paint(OURS)) for _ in range(RUNS)]
    bare = statistics.median(pair[0] for pair in pairs)
    ours = statistics.median(pair[1] for pair in pairs)
    return {
        "name": "first paint of the window",
        "ratio": ours / bare,
        "bound_ratio": BOUND_RATIO,
        "ms": ours * 1000,
        "bare_ms": bare * 1000,
        "platform": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
    }


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))

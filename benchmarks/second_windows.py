"""How long training and triage window take to open, and how long the GUI thread stalls meanwhile.

`python -m benchmarks.second_windows`. Each is opened once in a fresh process, for what is imported then is
what takes the time; the first visit to the page with plots is measured apart.
"""

import json
import os
import tempfile
import time
from pathlib import Path

from benchmarks.gui_stall import BOUND_MS, TICK_MS, stalls_ms, wait_until

REST_S = 1.0


def main() -> dict[str, object]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QTimer

    from cxrviewer.gui.app import application, make_window

    application()
    window = make_window([], Path(tempfile.mkdtemp()) / "settings.json")
    window.show()
    ticks: list[float] = []
    timer = QTimer()
    timer.setInterval(TICK_MS)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start()
    wait_until(lambda: window.workspace is not None and not window.workspace.runner.under_way)
    commands = window.workspace.commands
    training = _opened(window.action("train_models"), commands.training, ticks)
    triage = _opened(window.action("triage_films"), commands.triage, ticks)
    commands.training.window.tabs.setCurrentWidget(commands.training.window.training)
    plots = _worst_ms(ticks)
    timer.stop()
    window.close()
    worst = max(training["stall_ms"], triage["stall_ms"])
    return {
        "name": "stall of the window while a second one opens",
        "ratio": worst / BOUND_MS,
        "bound_ratio": 1.0,
        "ms": worst,
        "bound_ms": BOUND_MS,
        "training": training,
        "triage": triage,
        "first_plots_stall_ms": plots,
    }


def _opened(action, door, ticks: list[float]) -> dict[str, float]:  # noqa: ANN001
    """Open a window by its command; return the time to it and the longest stall."""
    began = time.perf_counter()
    ticks[:] = [began]
    action.trigger()
    wait_until(lambda: door.window is not None)
    shown = time.perf_counter() - began
    return {"shown_ms": 1000 * shown, "stall_ms": _worst_ms(ticks)}


def _worst_ms(ticks: list[float]) -> float:
    """Let everything settle, return the longest stall, and begin anew."""
    until = time.perf_counter() + REST_S
    wait_until(lambda: time.perf_counter() > until)
    worst = max(stalls_ms(ticks))
    ticks[:] = ticks[-1:]
    return worst


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))

"""How long the GUI thread stalls, by a 60 Hz timer, while the demo film is read and analysed repeatedly."""

import json
import os
import statistics
import tempfile
import time
from itertools import pairwise
from pathlib import Path

BOUND_MS = 100.0
TICK_MS = 16
ANALYSES = 12
TIMEOUT_S = 120.0


def main() -> dict[str, object]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from cxrviewer.gui.app import application, make_window
    from cxrviewer.locations import demo_film

    application()
    window = make_window([], Path(tempfile.mkdtemp()) / "settings.json")
    window.show()
    wait_until(lambda: window.workspace is not None)
    workspace = window.workspace
    ticks: list[float] = []
    timer = QTimer()
    timer.setInterval(TICK_MS)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start()
    workspace.opening.open([demo_film()])
    wait_until(lambda: workspace.session.analysis is not None)
    first = stalls_ms(ticks)
    ticks.clear()
    for _ in range(ANALYSES):
        workspace.analysing.start()
        wait_until(lambda: not workspace.session.status.busy)
    again = stalls_ms(ticks)
    timer.stop()
    window.close()
    QApplication.processEvents()
    worst = max(*first, *again)
    return {
        "name": "stall of the window while a worker runs",
        "ratio": worst / BOUND_MS,
        "bound_ratio": 1.0,
        "ms": worst,
        "bound_ms": BOUND_MS,
        "first_analysis_worst_ms": max(first),
        "later_analyses_worst_ms": max(again),
        "later_analyses_median_ms": statistics.median(again),
        "analyses": ANALYSES,
    }


def wait_until(condition) -> None:  # noqa: ANN001
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    deadline = time.perf_counter() + TIMEOUT_S
    while not condition():
        if time.perf_counter() > deadline:
            raise TimeoutError("the window did not get there in time")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def stalls_ms(ticks: list[float]) -> list[float]:
    """Return by how much each tick came later than its interval."""
    gaps = [1000 * (later - earlier) for earlier, later in pairwise(ticks)]
    return [max(0.0, gap - TICK_MS) for gap in gaps]


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))

"""How long the GUI thread stalls while the triage window lists 50,000 films, sorts and filters them.

`python -m benchmarks.triage_rows [FILMS]`. The rows are real ones in a real file; then another process keeps
results, as a run does, and holds the lock of the batch, so that the window follows it. What is listed is
compared with what SQLite says of the same file.
"""

import json
import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.gui_stall import TICK_MS, stalls_ms, wait_until

REPOSITORY = Path(__file__).resolve().parent.parent
FILMS = 50_000
BOUND_MS = 50.0
FOLLOWED_S = 15.0
KEEPS_A_SECOND = 20
PAGES_SCROLLED = 200


def keep_results(folder: Path, talk: Any) -> None:  # noqa: ANN401 - a pipe
    """Hold the lock of a batch and keep results of new films in it until told to stop."""
    from cxrviewer.triage.batch import open_batch
    from cxrviewer.triage.case import CaseStatus
    from cxrviewer.triage.lock import hold
    from cxrviewer.triage.outcome import Outcome
    from cxrviewer.triage.work import Done

    found = Outcome(CaseStatus.DONE, "", {}, {"normal": 0.7, "covid19": 0.3})
    number = 0
    with hold(folder), open_batch(folder, "recipe") as batch:
        batch.begin_course()
        talk.send("at work")
        while not talk.poll(1 / KEEPS_A_SECOND):
            film = Path(f"/archive/new/{number}.dcm")
            batch.add_films([film])
            batch.begin(film)
            batch.keep(Done(film, f"{number:064}", "", found))
            number += 1
    talk.send(number)


class Watched:
    """The triage window, with a clock that notices when it stalls."""

    def __init__(self, folder: Path) -> None:
        from PySide6.QtCore import QTimer

        from cxrviewer.gui.app import application, make_window

        application()
        self.main = make_window([], folder / "settings.json")
        self.main.show()
        wait_until(lambda: self.main.workspace is not None and not self.main.workspace.runner.under_way)
        self.main.action("triage_films").trigger()
        door = self.main.workspace.commands.triage
        wait_until(lambda: door.window is not None)
        self.window = door.window
        self.page, self.follower = self.window.worklist, self.window.desk.follower
        self.lists = 0
        self.follower.listed.connect(self._count)
        self._ticks: list[float] = []
        self._timer = QTimer()
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(lambda: self._ticks.append(time.perf_counter()))
        self._timer.start()
        self.rest(1.0)

    def _count(self, _ids: object) -> None:
        self.lists += 1

    def rest(self, seconds: float) -> None:
        """Let the window live."""
        until = time.perf_counter() + seconds
        wait_until(lambda: time.perf_counter() > until)

    def measure(self, act, rest_s: float = 0.5) -> dict[str, float]:  # noqa: ANN001
        """Do something that lists films; return ms to the list and the longest stall till all has settled."""
        before, began = self.lists, time.perf_counter()
        self._ticks[:] = [began]
        act()
        wait_until(lambda: self.lists > before)
        listed = time.perf_counter() - began
        self.rest(rest_s)
        return {"listed_ms": 1000 * listed, "stall_ms": max(stalls_ms(self._ticks))}

    def sort(self, column: int) -> None:
        """Click on the head of a column."""
        heads = self.page.table.horizontalHeader()
        heads.setSortIndicator(column, heads.sortIndicatorOrder())

    def search(self, text: str) -> None:
        """Type a text, without the pause that the field waits for more."""
        self.page.filters.text.setText(text)
        self.page.filters.changed.emit()

    def scroll(self) -> None:
        """Go down page after page."""
        bar = self.page.table.verticalScrollBar()
        for place in range(PAGES_SCROLLED):
            bar.setValue(bar.maximum() * place // PAGES_SCROLLED)
            self.rest(0.0)
        self.follower.look()

    def close(self) -> None:
        """End all."""
        self._timer.stop()
        self.window.close()
        self.main.close()


def main(films: int = FILMS) -> dict[str, object]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(REPOSITORY / "tests"))
    from many_cases import write_many_cases

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "batch").mkdir()
        write_many_cases(folder / "batch", films)
        watched = Watched(folder)
        found = {"open": watched.measure(lambda: watched.window._open(folder / "batch"))}
        found |= _worked_with(watched)
        found["follow a run"] = _followed(watched, folder / "batch")
        watched.close()
    worst = max(one["stall_ms"] for one in found.values())
    return {
        "name": f"stall of the window with a worklist of {films:,} films",
        "ratio": worst / BOUND_MS,
        "bound_ratio": 1.0,
        "ms": worst,
        "bound_ms": BOUND_MS,
        "actions": found,
    }


def _worked_with(watched: Watched) -> dict[str, dict[str, float]]:
    """Measure what a reader does with a finished list."""
    from cxrviewer.gui.triage.columns import COLUMNS

    found = {
        f"sort by {column.title.lower()}": watched.measure(lambda place=place: watched.sort(place))
        for place, column in reversed(list(enumerate(COLUMNS)))
    }
    found["search a text"] = watched.measure(lambda: watched.search("film-0001"))
    found["search none"] = watched.measure(lambda: watched.search(""))
    unread = watched.page.filters.unread
    found["unread only"] = watched.measure(lambda: unread.setChecked(True))
    found["all again"] = watched.measure(lambda: unread.setChecked(False))
    found["scroll"] = watched.measure(watched.scroll)
    return found


def _followed(watched: Watched, batch: Path) -> dict[str, float]:
    """Measure while another process keeps results in the batch; `look_share` is of one core."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=keep_results, args=(batch, theirs), daemon=True)
    process.start()
    ours.recv()
    lists, cpu = watched.lists, time.process_time()
    found = watched.measure(watched.follower.look, FOLLOWED_S)
    spent = time.process_time() - cpu
    ours.send("stop")
    kept = ours.recv()
    process.join()
    return {**found, "cpu_share": spent / FOLLOWED_S, "lists": watched.lists - lists, "kept": kept}


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:])), indent=1))

"""Saving one edit among 5,000 annotations against the commit of one bare row, in one run."""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from cxrviewer.gui.annotating import Annotating
from cxrviewer.store import Readings, connect, prepare_readings
from cxrviewer.study import Annotation, AnnotationSet, Kind

ANNOTATIONS = 5_000
RUNS = 200
BOUND_MS = 10.0
IMAGE = "a" * 64 + "#1"


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _length(number: int) -> Annotation:
    return Annotation(Kind.LENGTH, ((number % 4280, number % 3520), (100.5, 200.5)), f"length {number}")


def _bare(folder: Path) -> Callable[[], object]:
    """Return a function that commits one row."""
    connection = connect(folder / "bare.sqlite3")
    connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, data BLOB) STRICT")
    return lambda: connection.execute("INSERT INTO bare (data) VALUES (?)", (b"1" * 100,))


def _edits(annotating: Annotating) -> dict[str, Callable[[], object]]:
    """Return the edits that are timed."""

    def drawn() -> AnnotationSet:
        return annotating.of(IMAGE)

    def middle() -> Annotation:
        return drawn().items[len(drawn().items) // 2]

    return {
        "draw": lambda: annotating.edit(drawn().adding(_length(7))),
        "move": lambda: annotating.edit(
            drawn().adding(middle().moved(((1.5, 2.5), (3.5, 4.5 + time.time()))))
        ),
        "remove": lambda: annotating.edit(drawn().without(middle().identifier)),
        "undo": lambda: annotating.undo(IMAGE),
        "redo": lambda: annotating.redo(IMAGE),
    }


def main() -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "readings.sqlite3"
        prepare_readings(file)
        with closing(Readings(file)) as readings:
            empty = AnnotationSet(IMAGE)
            readings.save(empty, empty.adding(*(_length(number) for number in range(ANNOTATIONS))))
            annotating = Annotating(readings)
            works = {"bare row": _bare(Path(name)), **_edits(annotating)}
            times: dict[str, list[float]] = {work: [] for work in works}
            for _ in range(RUNS):
                for work, do in works.items():
                    times[work].append(_milliseconds(do))
    medians = {work: statistics.median(values) for work, values in times.items()}
    slowest = max(value for work, value in medians.items() if work != "bare row")
    return {
        "name": f"saving one edit among {ANNOTATIONS} annotations / committing one bare row",
        "ratio": slowest / medians["bare row"],
        "ms": slowest - medians["bare row"],  # beyond the commit
        "bound_ms": BOUND_MS,
        "medians_ms": medians,
        "ms_95th": {work: statistics.quantiles(values, n=20)[-1] for work, values in times.items()},
    }


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))

"""Both databases are made, written to, closed and read again."""

from contextlib import closing
from functools import partial
from pathlib import Path

from cxrviewer.jobs import JobContext
from cxrviewer.locations import demo_film
from cxrviewer.self_test.check import Check
from cxrviewer.self_test.record import SelfTestError
from cxrviewer.store import Library, Readings, connect, prepare_index, prepare_readings, scan
from cxrviewer.study import StudyReading

_COMMENT = "self-test"


def checks(folder: Path) -> list[Check]:
    """Return the checks; the databases are made in `folder`."""
    return [
        Check("index of studies", partial(_index, folder / "index.sqlite3")),
        Check("file of readings", partial(_readings, folder / "readings.sqlite3")),
    ]


def _index(path: Path) -> str:
    """List the demo film, and find it through another connection."""
    prepare_index(path)
    scan(path, [demo_film()], lambda _batch: None, JobContext())
    with closing(Library(connect(path))) as library:
        if library.place(demo_film()) is None:
            raise SelfTestError(f"{path}: the index does not know the film that was listed")
    return "made, filled and opened again"


def _readings(path: Path) -> str:
    """Write a comment and read it through another connection."""
    prepare_readings(path)
    said = StudyReading("self-test", comment=_COMMENT)
    with closing(Readings(path)) as readings:
        readings.save_reading(StudyReading(said.study_key), said)
    with closing(Readings(path)) as readings:
        kept = readings.reading(said.study_key)
    if kept != said:
        raise SelfTestError(f"{path}: what was said is not what is read again")
    return "made, written and read again"

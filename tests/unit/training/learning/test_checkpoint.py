import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cxrviewer.errors import FileError
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.learning.checkpoint import BEST, LAST
from cxrviewer.training.learning.control import Control
from cxrviewer.training.learning.events import EpochEvent, Event
from cxrviewer.training.learning.trainer import Course, fit
from cxrviewer.training.presets import Preset

Films = tuple[PreparedFilms, PreparedFilms]


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let the system refuse to write more into a file, as it does when a disk or a quota is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is that of other systems")
def test_what_was_kept_before_the_disk_was_full_can_be_gone_on_with(
    class_films: Films, plain: Preset, tmp_path: Path
) -> None:
    told: list[Event] = []
    course = Course(*class_films, replace(plain, epochs=(3,)), tmp_path, told.append, Control(tmp_path))
    fit(replace(course, preset=replace(plain, epochs=(1,))))
    good = {name: (tmp_path / name).read_bytes() for name in (LAST, BEST)}
    with (
        files_of_at_most(len(good[LAST]) // 2),
        pytest.raises(FileError, match=r"last\.pt: cannot be written \(File too large\)"),
    ):
        fit(course, resume=True)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == good
    fit(course, resume=True)
    assert [event.epoch for event in told if isinstance(event, EpochEvent)] == [1, 2, 3]

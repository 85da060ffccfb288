"""A real index in a folder of the test."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cxrviewer.store import Library, Readings, connect, prepare_index, prepare_readings


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """An empty folder for films."""
    folder = tmp_path / "films"
    folder.mkdir()
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A prepared index."""
    path = tmp_path / "user data" / "index.sqlite3"
    assert prepare_index(path) == ()
    return path


@pytest.fixture
def library(index: Path) -> Iterator[Library]:
    """What is read of the index."""
    with closing(connect(index)) as connection:
        yield Library(connection)


@pytest.fixture
def readings_file(tmp_path: Path) -> Path:
    """A prepared file of readings."""
    path = tmp_path / "user data" / "readings.sqlite3"
    assert prepare_readings(path) == ()
    return path


@pytest.fixture
def readings(readings_file: Path) -> Iterator[Readings]:
    """One side of it."""
    with closing(Readings(readings_file)) as opened:
        yield opened


@pytest.fixture
def other_side(readings_file: Path) -> Iterator[Readings]:
    """Another side of the same file."""
    with closing(Readings(readings_file)) as opened:
        yield opened

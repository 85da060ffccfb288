"""Folders of runs, written by the very code that a training writes them with."""

from collections.abc import Callable
from pathlib import Path

import pytest
from run_logs import write_run

from cxrviewer.training.learning.events import Event

MakeRun = Callable[..., Path]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The user's folder of runs."""
    return tmp_path / "runs"


@pytest.fixture
def make_run(root: Path) -> MakeRun:
    """A function that writes a run (see `write_run`) into that folder, or into another place."""

    def make(name: str, *events: Event, day: int = 1, place: Path | None = None, **changes: object) -> Path:
        return write_run((place or root) / name, *events, day=day, **changes)

    return make

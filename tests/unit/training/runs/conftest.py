"""Folders of runs, written by the very code that a training writes them with."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cxrviewer.training.learning.events import Event, EventLog
from cxrviewer.training.presets import find_preset
from cxrviewer.training.runs.record import RunRecord, SplitSummary, preset_in_use, write_record

MakeRun = Callable[..., Path]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The user's folder of runs."""
    return tmp_path / "runs"


@pytest.fixture
def make_run(root: Path) -> MakeRun:
    """A function that writes a run with these events, started on a day of January, with a changed recipe."""

    def make(name: str, *events: Event, day: int = 1, place: Path | None = None, **changes: object) -> Path:
        folder = (place or root) / name
        preset = replace(find_preset("recommended-cxr4"), **changes)
        split = SplitSummary(method="by group", films={"training": 80, "validation": 20}, labels={})
        write_record(
            folder,
            RunRecord(
                name=name,
                task="classify",
                preset=preset_in_use(preset),
                data="films.csv",
                data_sha256="1" * 64,
                split=split,
                device="cpu",
                seed=preset.seed,
                start="imagenet",
                created=datetime(2026, 1, day, tzinfo=UTC),
            ),
        )
        log = EventLog(folder)
        for event in events:
            log.write(event)
        return folder

    return make

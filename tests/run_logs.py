"""Runs as a training leaves them: events, and folders written by the very code that it writes them with."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cxrviewer.training.learning.events import EpochEvent, Event, EventLog, StartEvent, StepEvent
from cxrviewer.training.presets import find_preset
from cxrviewer.training.runs.record import RunRecord, SplitSummary, preset_in_use, write_record


def start(epochs: int = 3, *, done: int = 0) -> StartEvent:
    return StartEvent(
        epochs=epochs, done=done, films_training=80, films_validation=20, device="cpu", batch=16
    )


def epoch(number: int, score: float, *, best: bool = False) -> EpochEvent:
    return EpochEvent(
        epoch=number,
        epochs=3,
        side=224,
        loss=1 / number,
        validation_loss=2 / number,
        score_name="macro F1",
        score=score,
        images_per_s=9.0,
        left_s=10.0 * (3 - number),
        best=best,
    )


def step(number: int) -> StepEvent:
    """Half of an epoch is done."""
    return StepEvent(epoch=number, step=2, steps=4, loss=0.5, images_per_s=90, left_s=25)


def write_run(folder: Path, *events: Event, day: int = 1, **changes: object) -> Path:
    """Write a run with these events, started on a day of January, with a changed recipe."""
    preset = replace(find_preset("recommended-cxr4"), **changes)
    split = SplitSummary(method="by group", films={"training": 80, "validation": 20}, labels={})
    record = RunRecord(
        name=folder.name,
        task="classify",
        preset=preset_in_use(preset),
        data="films.csv",
        data_sha256="1" * 64,
        split=split,
        device="cpu",
        seed=preset.seed,
        start="imagenet",
        created=datetime(2026, 1, day, tzinfo=UTC),
    )
    write_record(folder, record)
    log = EventLog(folder)
    for event in events:
        log.write(event)
    return folder

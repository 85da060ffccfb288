import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cxrviewer.errors import FileError
from cxrviewer.training.learning.events import (
    LOG,
    EndEvent,
    EpochEvent,
    Event,
    EventLog,
    NoteEvent,
    PausedEvent,
    ResumedEvent,
    StartEvent,
    StepEvent,
    parse_event,
    read_events,
)

COURSE: tuple[Event, ...] = (
    StartEvent(epochs=2, films_training=40, films_validation=10, device="cpu", batch=8),
    StepEvent(epoch=1, step=2, steps=5, loss=1.25, images_per_s=7.5, left_s=9.0),
    PausedEvent(),
    ResumedEvent(),
    NoteEvent(text="the batch was halved – es ging nicht anders"),
    EpochEvent(
        epoch=1,
        epochs=2,
        side=32,
        loss=1.0,
        validation_loss=1.5,
        score_name="macro F1",
        score=0.5,
        images_per_s=8.0,
        left_s=4.0,
        best=True,
    ),
    EndEvent(outcome="finished", package="/runs/one/package/tiny-1.0.0"),
)


@pytest.fixture
def log(tmp_path: Path) -> EventLog:
    log = EventLog(tmp_path)
    for event in COURSE:
        log.write(event)
    return log


def test_what_is_written_is_read(log: EventLog, tmp_path: Path) -> None:
    assert read_events(tmp_path) == COURSE


def test_every_line_is_a_record_for_other_programs(log: EventLog, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in (tmp_path / LOG).read_text("utf-8").splitlines()]
    assert [line["event"] for line in lines] == [
        "start",
        "step",
        "paused",
        "resumed",
        "note",
        "epoch",
        "end",
    ]
    moment = datetime.fromisoformat(lines[0]["time"])
    assert moment.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - moment) < timedelta(
        hours=3
    )  # the records are made when the tests are collected
    assert lines[5] == {
        "event": "epoch",
        "time": lines[5]["time"],
        "epoch": 1,
        "epochs": 2,
        "side": 32,
        "loss": 1.0,
        "training_score": None,
        "validation_loss": 1.5,
        "score_name": "macro F1",
        "score": 0.5,
        "images_per_s": 8.0,
        "left_s": 4.0,
        "best": True,
    }


@pytest.mark.parametrize("cut", [1, 7, 60])
def test_a_torn_last_line_is_left_out_and_taken_away_by_who_writes_next(
    log: EventLog, tmp_path: Path, cut: int
) -> None:
    file = tmp_path / LOG
    file.write_bytes(file.read_bytes()[:-cut])
    assert read_events(tmp_path) == COURSE[:-1]
    EventLog(tmp_path).write(COURSE[-1])
    assert read_events(tmp_path) == COURSE


def test_a_spoilt_line_is_named(log: EventLog, tmp_path: Path) -> None:
    file = tmp_path / LOG
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join([*lines[:2], '{"event": "party"}\n', *lines[3:]]), "utf-8")
    with pytest.raises(FileError, match=r"log\.jsonl: line 3 is no event of a training"):
        read_events(tmp_path)


def test_no_log_is_no_events(tmp_path: Path) -> None:
    assert read_events(tmp_path) == ()


def test_a_line_of_the_output_is_an_event() -> None:
    assert parse_event(COURSE[1].line()) == COURSE[1]
    with pytest.raises(ValueError, match="JSON"):
        parse_event("epoch 3/10")

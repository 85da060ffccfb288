"""What the log of a run amounts to."""

from pathlib import Path

import pytest

from cxrviewer.gui.training.following import RunFollower
from cxrviewer.gui.training.history import CourseState, RunHistory, history_of, state_of
from cxrviewer.training.learning.events import (
    EndEvent,
    EpochEvent,
    Event,
    EventLog,
    NoteEvent,
    PausedEvent,
    ResumedEvent,
    StartEvent,
    StepEvent,
)
from cxrviewer.training.runs.lock import hold


def start(done: int = 0, epochs: int = 4) -> StartEvent:
    return StartEvent(epochs=epochs, done=done, films_training=30, films_validation=8, device="cpu", batch=8)


def epoch(number: int, score: float, *, best: bool) -> EpochEvent:
    return EpochEvent(
        epoch=number,
        epochs=4,
        side=32,
        loss=1 / number,
        validation_loss=1.5 / number,
        score_name="macro F1",
        score=score,
        images_per_s=100,
        left_s=(4 - number) * 10,
        best=best,
    )


def step(number: int) -> StepEvent:
    return StepEvent(epoch=number, step=2, steps=4, loss=0.5, images_per_s=90, left_s=25)


def test_the_best_epoch_is_the_latest_that_was_better_than_all_before() -> None:
    history = history_of(
        [start(), epoch(1, 0.2, best=True), epoch(2, 0.6, best=True), epoch(3, 0.5, best=False)]
    )
    assert (history.best.epoch, history.best.score) == (2, 0.6)
    assert (history.images_per_s, history.left_s) == (100, 10)
    assert history.share_done == 0.75


def test_half_an_epoch_is_half_done() -> None:
    history = history_of([start(), epoch(1, 0.2, best=True), step(2)])
    assert history.share_done == pytest.approx(1.5 / 4)
    assert (history.images_per_s, history.left_s) == (90, 25)


def test_what_a_resumed_run_does_again_stands_once() -> None:
    history = history_of(
        [
            start(),
            epoch(1, 0.2, best=True),
            epoch(2, 0.3, best=True),
            EndEvent(outcome="failed", reason="the disk is full."),
            start(done=1),
            epoch(2, 0.4, best=True),
        ]
    )
    assert [(one.epoch, one.score) for one in history.epochs] == [(1, 0.2), (2, 0.4)]
    assert history.end is None


_GOING = [start(), epoch(1, 0.2, best=True)]


@pytest.mark.parametrize(
    ("events", "running", "state"),
    [
        ([], True, CourseState.PREPARING),
        ([], False, CourseState.INTERRUPTED),
        (_GOING, True, CourseState.TRAINING),
        (_GOING, False, CourseState.INTERRUPTED),
        ([*_GOING, PausedEvent()], True, CourseState.PAUSED),
        ([*_GOING, PausedEvent()], False, CourseState.INTERRUPTED),
        ([*_GOING, PausedEvent(), ResumedEvent()], True, CourseState.TRAINING),
        ([*_GOING, *(epoch(number, 0.1, best=False) for number in (2, 3, 4))], True, CourseState.PACKAGING),
        ([*_GOING, EndEvent(outcome="finished")], False, CourseState.FINISHED),
        ([*_GOING, EndEvent(outcome="stopped")], False, CourseState.STOPPED),
        ([*_GOING, EndEvent(outcome="failed")], False, CourseState.FAILED),
        ([*_GOING, EndEvent(outcome="cancelled")], False, CourseState.CANCELLED),
        ([*_GOING, EndEvent(outcome="cancelled")], True, CourseState.PREPARING),
    ],
)
def test_the_state_follows_from_log_and_lock(events: list[Event], running: bool, state: CourseState) -> None:
    assert state_of(history_of(events), running=running) is state


def test_only_what_ended_before_its_time_can_go_on() -> None:
    assert {state for state in CourseState if state.resumable} == {
        CourseState.CANCELLED,
        CourseState.FAILED,
        CourseState.INTERRUPTED,
    }
    assert not any(state.living and state.resumable for state in CourseState)


def test_a_follower_reads_on_where_it_was_and_leaves_half_a_line(qapp: object, tmp_path: Path) -> None:
    log, follower, heard = EventLog(tmp_path), RunFollower(), []
    follower.changed.connect(lambda: heard.append(len(follower.history.epochs)))
    with hold(tmp_path):
        log.write(start())
        follower.follow(tmp_path)
        assert follower.state is CourseState.TRAINING
        line = epoch(1, 0.2, best=True).line()
        with (tmp_path / "log.jsonl").open("a") as handle:
            handle.write(line[:30])
        follower.look()
        assert follower.history.epochs == ()
        with (tmp_path / "log.jsonl").open("a") as handle:
            handle.write(line[30:])
        follower.look()
        assert [one.score for one in follower.history.epochs] == [0.2]
    follower.look()
    assert follower.state is CourseState.INTERRUPTED
    assert heard[-1] == 1


def test_a_damaged_log_is_told_once(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("no event\n", encoding="utf-8")
    follower, told = RunFollower(), []
    follower.told.connect(told.append)
    follower.follow(tmp_path)
    follower.look()
    assert told == [f"{tmp_path / 'log.jsonl'}: holds a line that is no event of a training."]


def test_nothing_is_known_without_a_log() -> None:
    empty = RunHistory()
    assert (empty.best, empty.images_per_s, empty.left_s, empty.share_done) == (None, None, None, 0.0)
    assert history_of([NoteEvent(text="The batch is halved.")]).notes[0].text == "The batch is halved."

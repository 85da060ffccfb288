"""How a run that is followed stands."""

from pathlib import Path

import pytest
from run_logs import epoch, start

from cxrviewer.gui.training.course_state import CourseState, state_of
from cxrviewer.gui.training.following import RunFollower
from cxrviewer.training.learning.events import EndEvent, Event, EventLog, PausedEvent, ResumedEvent
from cxrviewer.training.runs.history import history_of
from cxrviewer.training.runs.lock import hold

_GOING = [start(4), epoch(1, 0.2, best=True)]


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
        ([*_GOING, *(epoch(number, 0.1) for number in (2, 3, 4))], True, CourseState.PACKAGING),
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
        log.write(start(4))
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

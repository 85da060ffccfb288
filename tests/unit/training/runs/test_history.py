"""What the log of a run amounts to."""

import pytest
from run_logs import epoch, start, step

from cxrviewer.training.learning.events import EndEvent, NoteEvent, PausedEvent, ResumedEvent
from cxrviewer.training.runs.history import RunHistory, RunState, history_of, standing


def test_the_best_epoch_is_the_latest_that_was_better_than_all_before() -> None:
    history = history_of(
        [start(4), epoch(1, 0.2, best=True), epoch(2, 0.6, best=True), epoch(3, 0.5)]
    )
    assert (history.best.epoch, history.best.score) == (2, 0.6)
    assert (history.images_per_s, history.left_s) == (9, 0)
    assert history.share_done == 0.75


def test_half_an_epoch_is_half_done() -> None:
    history = history_of([start(4), epoch(1, 0.2, best=True), step(2)])
    assert history.share_done == pytest.approx(1.5 / 4)
    assert (history.images_per_s, history.left_s) == (90, 25)


def test_what_a_resumed_run_does_again_stands_once() -> None:
    history = history_of(
        [
            start(4),
            epoch(1, 0.2, best=True),
            epoch(2, 0.3, best=True),
            EndEvent(outcome="failed", reason="the disk is full."),
            start(4, done=1),
            epoch(2, 0.4, best=True),
        ]
    )
    assert [(one.epoch, one.score) for one in history.epochs] == [(1, 0.2), (2, 0.4)]
    assert history.end is None


def test_nothing_is_known_without_a_log() -> None:
    empty = RunHistory()
    assert (empty.best, empty.images_per_s, empty.left_s, empty.share_done) == (None, None, None, 0.0)
    assert history_of([NoteEvent(text="The batch is halved.")]).notes[0].text == "The batch is halved."


def test_every_turn_stays_known_and_the_latest_counts() -> None:
    turns = [start(4), PausedEvent(), ResumedEvent(), EndEvent(outcome="failed", package="/old"), start(4, done=1)]
    history = history_of(turns)
    assert history.turns == tuple(turns)
    assert (history.start, history.end, history.paused) == (turns[-1], None, False)
    assert history.package == "/old"
    assert history_of(turns[:2]).paused


@pytest.mark.parametrize("running", [True, False])
def test_only_what_no_process_works_on_can_go_on(running: bool) -> None:
    state = standing(history_of([start(4)]), running=running)
    assert (state.living, state.resumable) == (running, not running)
    assert not RunState.FINISHED.resumable

"""Pause and cancel as the folder of a batch says."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cxrviewer.jobs import JobCancelledError, JobContext
from cxrviewer.triage.heeding import Heeding
from cxrviewer.wishes import CONTROL, Wish, ask

LONG_S = 60.0


def until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + LONG_S
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.02)


def test_a_pause_holds_until_it_is_over(tmp_path: Path) -> None:
    with Heeding(tmp_path, JobContext()) as heeding:
        heeding.wait()
        ask(tmp_path, Wish.PAUSE)
        until(lambda: heeding.paused)
        threading.Timer(0.3, ask, (tmp_path, Wish.RUN)).start()
        heeding.wait()
        assert not heeding.paused


@pytest.mark.parametrize("wish", [Wish.STOP, Wish.CANCEL])
def test_a_wish_to_end_ends_a_pause_too(wish: Wish, tmp_path: Path) -> None:
    context = JobContext()
    with Heeding(tmp_path, context) as heeding:
        ask(tmp_path, Wish.PAUSE)
        until(lambda: heeding.paused)
        ask(tmp_path, wish)
        with pytest.raises(JobCancelledError):
            heeding.wait()
    assert context.cancelled.is_set()


def test_a_wish_of_an_earlier_run_is_forgotten(tmp_path: Path) -> None:
    ask(tmp_path, Wish.CANCEL)
    context = JobContext()
    with Heeding(tmp_path, context):
        assert not context.cancelled.wait(1.0)


def test_what_says_nothing_known_changes_nothing(tmp_path: Path) -> None:
    with Heeding(tmp_path, JobContext()) as heeding:
        ask(tmp_path, Wish.PAUSE)
        until(lambda: heeding.paused)
        (tmp_path / CONTROL).write_text("{", encoding="utf-8")
        time.sleep(0.6)
        assert heeding.paused
        (tmp_path / CONTROL).unlink()
        until(lambda: not heeding.paused)


def test_no_thread_is_left(tmp_path: Path) -> None:
    with Heeding(tmp_path, JobContext()):
        assert any(thread.name == "cxrviewer-wishes" for thread in threading.enumerate())
    assert all(thread.name != "cxrviewer-wishes" for thread in threading.enumerate())

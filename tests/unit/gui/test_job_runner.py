"""Exactly one outcome per job, on the GUI thread, and a bounded end."""

import threading
import time

import pytest
from pytestqt.qtbot import QtBot

from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.jobs import Cancelled, Failed, JobContext, Succeeded


@pytest.fixture
def runner(qapp: object) -> JobRunner:
    runner = JobRunner()
    yield runner
    assert runner.shutdown()


def test_a_value_arrives_on_the_gui_thread_after_its_progress(runner: JobRunner, qtbot: QtBot) -> None:
    heard = []

    def work(context: JobContext) -> int:
        context.progress(0.5, "half")
        return threading.get_ident()

    runner.submit(
        Lane.READING,
        work,
        lambda outcome: heard.append((outcome, threading.get_ident())),
        lambda progress: heard.append((progress.message, threading.get_ident())),
    )
    qtbot.waitUntil(lambda: runner.under_way == 0)
    (message, first), (outcome, second) = heard
    assert message == "half"
    assert first == second == threading.get_ident()
    assert isinstance(outcome, Succeeded)
    assert outcome.value != threading.get_ident()


def test_an_error_is_an_outcome(runner: JobRunner, qtbot: QtBot) -> None:
    outcomes = []

    def work(_context: JobContext) -> None:
        raise ValueError("no")

    runner.submit(Lane.INFERENCE, work, outcomes.append)
    qtbot.waitUntil(lambda: runner.under_way == 0)
    assert [type(outcome) for outcome in outcomes] == [Failed]


def test_running_and_waiting_jobs_are_cancelled_once_each(runner: JobRunner, qtbot: QtBot) -> None:
    outcomes, begun = [], threading.Event()

    def work(context: JobContext) -> None:
        begun.set()
        while True:
            context.checkpoint()
            time.sleep(0.001)

    jobs = [runner.submit(Lane.INFERENCE, work, outcomes.append) for _ in range(3)]
    assert begun.wait(5)
    for job in reversed(jobs):
        runner.cancel(job)
        runner.cancel(job)
    qtbot.waitUntil(lambda: runner.under_way == 0)
    qtbot.wait(60)
    assert [type(outcome) for outcome in outcomes] == [Cancelled] * 3


def test_many_jobs_end_once_each(runner: JobRunner, qtbot: QtBot) -> None:
    values = []
    for number in range(500):
        runner.submit(
            Lane.READING, lambda _context, n=number: n, lambda outcome: values.append(outcome.value)
        )
    qtbot.waitUntil(lambda: runner.under_way == 0)
    assert sorted(values) == list(range(500))


def test_shutdown_is_bounded_and_says_so(qapp: object) -> None:
    runner, release, outcomes = JobRunner(), threading.Event(), []
    runner.submit(Lane.READING, lambda _context: release.wait(10), outcomes.append)
    began = time.perf_counter()
    assert not runner.shutdown(timeout_s=0.2)
    assert time.perf_counter() - began < 2
    assert outcomes == []
    release.set()

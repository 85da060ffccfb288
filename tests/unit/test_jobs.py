import threading

import pytest

from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import Cancelled, Failed, JobCancelledError, JobContext, Progress, Succeeded, run_job


def collecting() -> tuple[JobContext, list[Progress]]:
    seen: list[Progress] = []
    return JobContext(seen.append), seen


def test_progress_passes_through_nested_parts() -> None:
    context, seen = collecting()
    half = context.part(0.5, 1.0)
    quarter = half.part(0.0, 0.5)
    for fraction in (0.0, 0.5, 1.0):
        quarter.progress(fraction, "reading")
    half.progress(0.9, "writing")
    half.part(0.4, 0.8).progress(0.25, "checking")
    assert [step.fraction for step in seen] == pytest.approx([0.5, 0.625, 0.75, 0.95, 0.75])
    assert [step.message for step in seen] == ["reading"] * 3 + ["writing", "checking"]


def test_a_part_is_cancelled_with_the_whole() -> None:
    context, seen = collecting()
    part = context.part(0.2, 0.4).part(0.0, 0.1)
    part.checkpoint()
    context.cancelled.set()
    with pytest.raises(JobCancelledError):
        part.checkpoint()
    with pytest.raises(JobCancelledError):
        part.progress(0.5, "never said")
    assert seen == []


def test_a_context_without_an_owner_takes_progress_and_never_stops() -> None:
    JobContext().progress(0.5, "nobody listens")


def test_two_contexts_are_not_cancelled_together() -> None:
    first, second = JobContext(), JobContext()
    first.cancelled.set()
    second.checkpoint()


def test_the_value_of_a_job_is_its_outcome() -> None:
    outcome = run_job(lambda _context: 42, JobContext())
    assert outcome == Succeeded(42)


def test_an_error_of_a_job_is_its_outcome() -> None:
    error = CxrviewerError("film.dcm: is damaged")

    def fail(_context: JobContext) -> int:
        raise error

    assert run_job(fail, JobContext()) == Failed(error)


def test_a_job_cancelled_beforehand_does_not_run() -> None:
    context, _seen = collecting()
    context.cancelled.set()
    ran: list[int] = []
    assert run_job(lambda _context: ran.append(1), context) == Cancelled()
    assert ran == []


def test_a_job_cancelled_from_another_thread_stops_at_its_next_checkpoint() -> None:
    context = JobContext()
    started, goes_on, done = threading.Event(), threading.Event(), []

    def work(inner: JobContext) -> str:
        started.set()
        goes_on.wait(10)
        done.append("up to the checkpoint")
        inner.checkpoint()
        done.append("beyond it")
        return "finished"

    outcomes: list[object] = []
    thread = threading.Thread(target=lambda: outcomes.append(run_job(work, context)))
    thread.start()
    assert started.wait(10)
    context.cancelled.set()
    goes_on.set()
    thread.join(10)
    assert outcomes == [Cancelled()]
    assert done == ["up to the checkpoint"]


def test_a_job_that_ends_before_it_sees_the_cancelling_has_succeeded() -> None:
    context = JobContext()

    def work(inner: JobContext) -> str:
        inner.cancelled.set()
        return "too late to stop"

    assert run_job(work, context) == Succeeded("too late to stop")


def test_an_interruption_from_the_keyboard_is_not_an_outcome() -> None:
    def interrupted(_context: JobContext) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_job(interrupted, JobContext())

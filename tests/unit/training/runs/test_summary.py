"""Where a run stands is told by its lock and its log."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from run_logs import epoch, start

from cxrviewer.errors import FileError
from cxrviewer.training.learning.events import EndEvent, PausedEvent, ResumedEvent
from cxrviewer.training.runs.lock import hold
from cxrviewer.training.runs.history import RunState
from cxrviewer.training.runs.summary import list_runs, summarise

MakeRun = Callable[..., Path]


def test_a_finished_run_has_its_curves_its_best_epoch_and_its_package(make_run: MakeRun) -> None:
    end = EndEvent(outcome="finished", package="/data/run/package/mine-1.0.0")
    epochs = (epoch(1, 0.5, best=True), epoch(2, 0.8, best=True), epoch(3, 0.7))
    run = summarise(make_run("a", start(), *epochs, end))
    assert (run.state, run.reason, run.planned) == (RunState.FINISHED, "", 3)
    assert run.best is not None
    assert run.last is not None
    assert (run.best.epoch, run.last.epoch) == (2, 3)
    assert run.package == Path("/data/run/package/mine-1.0.0")


@pytest.mark.parametrize("outcome", ["stopped", "cancelled", "failed"])
def test_how_it_ended_and_why(make_run: MakeRun, outcome: str) -> None:
    run = summarise(make_run("a", start(), EndEvent(outcome=outcome, reason="The disk is full.")))
    assert (run.state.value, run.reason) == (outcome, "The disk is full.")


def test_a_run_that_goes_on_after_its_end_is_judged_by_what_came_later(make_run: MakeRun) -> None:
    events = (start(), epoch(1, 0.5), EndEvent(outcome="cancelled"), start(5), epoch(1, 0.6))
    run = summarise(make_run("a", *events))
    assert (run.state, run.planned) == (RunState.INTERRUPTED, 5)
    assert [one.score for one in run.epochs] == [0.6]


def test_only_a_living_process_makes_a_run_running_or_paused(make_run: MakeRun) -> None:
    going = make_run("a", start(), PausedEvent(), ResumedEvent())
    waiting = make_run("b", start(), PausedEvent())
    with hold(going), hold(waiting):
        assert summarise(going).state is RunState.RUNNING
        assert summarise(waiting).state is RunState.PAUSED
    assert summarise(going).state is RunState.INTERRUPTED
    assert summarise(waiting).state is RunState.INTERRUPTED


def test_a_killed_process_leaves_an_interrupted_run(make_run: MakeRun) -> None:
    folder = make_run("a", start())
    code = (
        "import sys, time; from pathlib import Path; from cxrviewer.training.runs.lock import hold\n"
        "with hold(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    assert summarise(folder).state is RunState.RUNNING
    child.kill()
    child.wait()
    child.stdout.close()
    time.sleep(0.05)
    assert summarise(folder).state is RunState.INTERRUPTED


def test_the_list_is_newest_first_and_names_what_it_cannot_read(make_run: MakeRun, root: Path) -> None:
    make_run("early", day=1)
    make_run("late", day=9)
    broken = make_run("broken", day=5)
    (broken / "run.json").write_text("{}")
    found, failed = list_runs(root)
    assert [run.record.name for run in found] == ["late", "early"]
    assert [error.path for error in failed] == [broken / "run.json"]


def test_a_folder_without_a_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="does not exist"):
        summarise(tmp_path)

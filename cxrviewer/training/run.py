"""A whole training: data set, split, films, network, validation, model package."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from cxrviewer.inference.package import ModelPackage
from cxrviewer.jobs import JobContext, Progress
from cxrviewer.training.learning.control import Control
from cxrviewer.training.learning.courses import train
from cxrviewer.training.learning.events import EndEvent, Event, EventLog, NoteEvent, Outcome, Tell
from cxrviewer.training.learning.processes import Processes, joined
from cxrviewer.training.learning.trainer import Course, Fitted
from cxrviewer.training.packages.making import VERSION, make_package, training_record
from cxrviewer.training.presets import Preset
from cxrviewer.training.runs.beginning import open_run
from cxrviewer.training.runs.lock import hold
from cxrviewer.training.runs.outcome import told
from cxrviewer.training.runs.plan import USUAL, DataPlan
from cxrviewer.training.runs.readying import Ready, make_ready
from cxrviewer.training.runs.record import RunRecord


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a training leaves.

    Attributes
    ----------
    package
        The model package; None for those processes of several that do not write it.
    refused
        One sentence for each film that could not be used.
    """

    package: ModelPackage | None
    refused: tuple[str, ...]


def use_threads(count: int) -> None:
    """Let torch compute with so many CPU threads; 0 leaves its own choice."""
    if count > 0:
        torch.set_num_threads(count)


def _interruptible(context: JobContext, control: Control) -> JobContext:
    """Return the context with a look, at every progress, at whether the run shall end."""

    def report(progress: Progress) -> None:
        control.check_cancelled()
        context.report(progress)

    return replace(context, report=report)


@contextmanager
def _telling(folder: Path, tell: Tell, processes: Processes) -> Iterator[Tell]:
    """Yield what takes the events of the first process: the log of the run, then whoever listens."""
    if not processes.first:
        yield lambda _event: None
        return
    log = EventLog(folder)

    def both(event: Event) -> None:
        tell(event)
        log.write(event)

    with told(both):
        yield both


def _made(fitted: Fitted, ready: Ready, folder: Path, context: JobContext) -> ModelPackage:
    """Make the model package of what came out of the training."""
    preset = ready.preset
    return make_package(
        fitted.network,
        preset,
        ready.training,
        ready.validation,
        ready.split.validation if preset.patches else ready.validation.records,
        training_record(preset, ready.training, ready.records, ready.split.method),
        folder / "package" / f"{preset.package}-{VERSION}",
        context,
    )


def run_training(
    data: Path,
    output: Path,
    preset: Preset,
    context: JobContext,
    tell: Tell,
    *,
    device: str,
    resume: bool = False,
    plan: DataPlan = USUAL,
) -> RunResult:
    """Train a network on a data set and make a model package of it.

    Parameters
    ----------
    data
        See `read_records`.
    output
        The run's folder, see `docs/training-runs.md`.
    tell
        Given every event, as the log is.
    device
        "cpu" or "cuda".
    resume
        Go on from the last checkpoint in `output`.
    plan
        How the data set is to be understood and divided.

    Raises
    ------
    CancelAskedError, JobCancelledError
        If the user cancelled it; the state is kept.
    CxrviewerError
        If the data cannot be trained on or the training fails.
    """
    with joined(device) as processes, hold(output) if processes.first else nullcontext():
        control = Control(output if processes.first else None, processes.urgent)
        with control.heeding_signals():
            count = processes.count
            record, plan = processes.given_by_first(
                lambda: open_run(output, data, preset, plan, processes.device.type, count, resume=resume)
            )
            work = _Work(record, preset, plan, output, resume)
            return _run(work, _interruptible(context, control), tell, processes, control)


@dataclass(frozen=True, slots=True)
class _Work:
    """What a run shall do."""

    record: RunRecord
    preset: Preset
    plan: DataPlan
    output: Path
    resume: bool

    def ready(self, tell: Tell, context: JobContext) -> Ready:
        """Do all that comes before the network learns."""

        def note(text: str) -> None:
            tell(NoteEvent(text=text))

        return make_ready(self.record, self.preset, self.plan, self.output, note, context, resume=self.resume)


def _run(work: _Work, context: JobContext, tell: Tell, processes: Processes, control: Control) -> RunResult:
    """Do what `run_training` does, as one of the processes."""
    output = work.output
    with _telling(output, tell, processes) as told_all:
        ready = processes.given_by_first(lambda: work.ready(told_all, context.part(0, 0.05)))
        part = context.part(0.05, 0.9)
        course = Course(
            ready.training, ready.validation, ready.preset, output, told_all, control, part, processes
        )
        fitted = train(course, resume=work.resume)
        if not processes.first:
            return RunResult(None, ready.refused)
        package = _made(fitted, ready, output, context.part(0.9, 1))
        outcome: Outcome = "stopped" if fitted.stopped else "finished"
        told_all(EndEvent(outcome=outcome, reason=fitted.reason, package=str(package.folder)))
    return RunResult(package, ready.refused)

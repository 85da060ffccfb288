"""A whole training: data set, split, films, network, validation, model package."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from cxrviewer.errors import CxrviewerError, DataError
from cxrviewer.inference.networks import NETWORKS
from cxrviewer.inference.package import ModelPackage
from cxrviewer.jobs import JobContext, Progress
from cxrviewer.training.data_set.films import PreparedFilms, prepare_films
from cxrviewer.training.data_set.patch_films import prepare_patches
from cxrviewer.training.data_set.records import (
    AS_IT_IS,
    DataOptions,
    FilmRecord,
    data_hash,
    read_records,
    relabelled,
    with_labels,
    with_masks,
)
from cxrviewer.training.data_set.split_file import write_split
from cxrviewer.training.data_set.splits import Split, fewer
from cxrviewer.training.learning.control import Control
from cxrviewer.training.learning.courses import train
from cxrviewer.training.learning.events import EndEvent, Event, EventLog, Outcome, Tell
from cxrviewer.training.learning.processes import Processes, joined
from cxrviewer.training.learning.starting import with_network_of_start
from cxrviewer.training.learning.trainer import Course, Fitted
from cxrviewer.training.packages.making import VERSION, make_package, training_record
from cxrviewer.training.presets import Preset, fitted_to_labels
from cxrviewer.training.runs.beginning import (
    begin,
    check_classes,
    check_same_films,
    make_record,
    refuse_to_overwrite,
)
from cxrviewer.training.runs.dividing import USUAL, DataPlan, divide, divided_before
from cxrviewer.training.runs.lock import hold
from cxrviewer.training.runs.outcome import told

WATCHED = 10  # of so many training films one is validated on after each epoch, where films are limited


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


def usable_records(
    data: Path, preset: Preset, options: DataOptions = AS_IT_IS
) -> tuple[Preset, list[FilmRecord]]:
    """List the films of a data set that the preset can train on, and fit the preset to their labels.

    Errors are those of `read_records` and `fitted_to_labels`.
    """
    records = read_records(data, options)
    if preset.task == "gate":
        return preset, records
    if preset.task == "segment":
        return preset, with_masks(records)
    fitted, names = fitted_to_labels(preset, (record.label for record in records))
    return fitted, with_labels(relabelled(records, names), fitted.labels)


def _divided(
    data: Path,
    records: Sequence[FilmRecord],
    preset: Preset,
    plan: DataPlan,
    folder: Path,
    context: JobContext,
    *,
    resume: bool,
) -> Split:
    """Divide the films, or take up the division that the run was begun with."""
    wanted = plan.split(preset.validation_share, preset.seed)
    if resume:
        check_same_films(folder, data_hash(records))
    before = divided_before(folder, records, data) if resume else None
    if before is None:
        return divide(records, plan, wanted, context)
    return replace(before, method=wanted.described(records))


def _prepared(
    records: Sequence[FilmRecord], preset: Preset, folder: Path, context: JobContext
) -> tuple[PreparedFilms, list[str]]:
    """Prepare one side of the split; at least two films must be left, for a batch has no fewer."""
    if len(records) < 2:
        raise DataError(f"{folder.name}: the split leaves {len(records)} films, and two are needed")
    prepare = prepare_patches if preset.patches else prepare_films
    films, refused = prepare(records, preset, folder, context)
    if len(films.records) < 2:
        raise DataError(f"{folder.name}: too few of the {len(records)} films can be used: {refused[0]}")
    return films, refused


def check_sizes(preset: Preset) -> None:
    """Refuse picture sizes that the preset's network cannot take.

    Raises
    ------
    CxrviewerError
        If a size is not a multiple of what the network halves its pictures to, or leaves it no map.
    """
    entry = NETWORKS[preset.architecture]
    multiple, smallest = entry.multiple(preset.options), entry.input.smallest
    sizes = ", ".join(str(side) for side in preset.sizes)
    if any(side % multiple for side in preset.sizes):
        raise CxrviewerError(
            f"sizes={sizes}: the network {preset.architecture!r} takes multiples of {multiple} only"
        )
    if min(preset.sizes) < smallest:
        raise CxrviewerError(f"sizes={sizes}: the network {preset.architecture!r} takes {smallest} or more")


@dataclass(frozen=True, slots=True)
class _Sides:
    """What a training and its package are made of."""

    records: list[FilmRecord]
    split: Split
    training: PreparedFilms
    validation: PreparedFilms
    refused: tuple[str, ...]


def _prepare(
    records: list[FilmRecord], split: Split, preset: Preset, folder: Path, context: JobContext
) -> _Sides:
    """Bring the films of both sides to the network's grid."""
    chosen = fewer(split.training, preset.films_per_stratum, preset.seed)
    training, refused = _prepared(chosen, preset, folder / "films-training", context.part(0, 0.8))
    watched = fewer(split.validation, preset.films_per_stratum // WATCHED, preset.seed)
    validation, too = _prepared(watched, preset, folder / "films-validation", context.part(0.8, 1))
    check_classes({"training": training.records, "validation": validation.records}, preset)
    return _Sides(records, split, training, validation, (*refused, *too))


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


def _made(fitted: Fitted, sides: _Sides, preset: Preset, folder: Path, context: JobContext) -> ModelPackage:
    """Make the model package of what came out of the training."""
    return make_package(
        fitted.network,
        preset,
        sides.training,
        sides.validation,
        sides.split.validation if preset.patches else sides.validation.records,
        training_record(preset, sides.training, sides.records, sides.split.method),
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
    preset = with_network_of_start(preset)
    check_sizes(preset)
    with joined(device) as processes, hold(output) if processes.first else nullcontext():
        control = Control(output if processes.first else None, processes.urgent)
        with control.heeding_signals():
            return _run(data, output, preset, context, tell, processes, control, plan, resume=resume)


def _run(
    data: Path,
    output: Path,
    preset: Preset,
    context: JobContext,
    tell: Tell,
    processes: Processes,
    control: Control,
    plan: DataPlan,
    *,
    resume: bool,
) -> RunResult:
    """Do what `run_training` does, as one of the processes."""
    preset, records = usable_records(data, preset, plan.options)
    if not resume:
        refuse_to_overwrite(output)
    context = _interruptible(context, control)
    split = _divided(data, records, preset, plan, output, context.part(0, 0.02), resume=resume)
    check_classes(split.sides, preset)
    if processes.first:
        device, count = processes.device.type, processes.count
        begin(output, make_record(output, data, records, split, preset, device, count), resume=resume)
        write_split(split, data, output)
    films = output if processes.first else output / f"process-{processes.rank}"
    with _telling(output, tell, processes) as told_all:
        ready = _prepare(records, split, preset, films, context.part(0.02, 0.05))
        part = context.part(0.05, 0.9)
        course = Course(ready.training, ready.validation, preset, output, told_all, control, part, processes)
        fitted = train(course, resume=resume)
        if not processes.first:
            return RunResult(None, ready.refused)
        package = _made(fitted, ready, preset, output, context.part(0.9, 1))
        outcome: Outcome = "stopped" if fitted.stopped else "finished"
        told_all(EndEvent(outcome=outcome, reason=fitted.reason, package=str(package.folder)))
    return RunResult(package, ready.refused)

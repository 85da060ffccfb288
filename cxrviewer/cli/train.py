"""`cxrviewer train`: a network from a local data set."""

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxrviewer.cli.evaluate import Data, LabelTag, PatientRule
from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.devices import DeviceChoice, resolve_device
from cxrviewer.locations import runs_folder

if TYPE_CHECKING:
    from cxrviewer.inference.package import ModelPackage
    from cxrviewer.training.learning.events import Event
    from cxrviewer.training.presets import Preset

_INTERRUPTED = 130


class TaskName(StrEnum):
    """What is trained."""

    CLASSIFY = "classify"
    SEGMENT = "segment"
    GATE = "gate"
    PATCHES = "patches"


_DEFAULTS = {
    TaskName.CLASSIFY: "shipped-cxr4",
    TaskName.SEGMENT: "shipped-lungs",
    TaskName.GATE: "shipped-gate",
    TaskName.PATCHES: "shipped-cxr4-patches",
}

Output = Annotated[
    Path, typer.Option("--output", "-o", help="Folder of the run; the model package goes there.")
]
PresetName = Annotated[str, typer.Option("--preset", help="The recipe.")]
Settings = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a value.")]
PackageName = Annotated[
    str, typer.Option("--name", help="Of the model package; recipes of models that ship take the folder's.")
]
AsShipped = Annotated[
    bool, typer.Option("--as-shipped", help="Keep name and licence of the model that ships, for its makers.")
]
Epochs = Annotated[int | None, typer.Option(min=1, help="Epochs in all, instead of the preset's.")]
Seed = Annotated[int | None, typer.Option(min=0, help="Instead of the preset's.")]
Device = Annotated[DeviceChoice, typer.Option(help="auto takes a GPU if there is one.")]
Threads = Annotated[int, typer.Option(min=0, help="CPU threads; 0 takes every core.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint in the folder.")]
Folds = Annotated[int, typer.Option(min=0, help="Divide into so many folds, of which one validates.")]
Fold = Annotated[int, typer.Option(min=1, help="The fold that validates.")]
HeldOut = Annotated[
    str, typer.Option("--held-out-source", metavar="NAME", help="Keep this source back as a test side.")
]
DropDuplicates = Annotated[
    bool, typer.Option("--drop-duplicates", help="Use one film of each picture that is there more than once.")
]
JsonLines = Annotated[
    bool, typer.Option("--json-lines", help="Print the events of the log, a line of JSON each.")
]


def _preset(task: TaskName, name: str, settings: list[str], epochs: int | None, seed: int | None) -> "Preset":
    """Return the preset with everything that the command line changes."""
    from cxrviewer.training.presets import find_preset, override, with_epochs

    pairs = [setting.partition("=") for setting in settings]
    if any(not equals for _key, equals, _value in pairs):
        raise typer.BadParameter("--set takes KEY=VALUE")
    try:
        preset = find_preset(name or _DEFAULTS[task])
        preset = override(preset, {key: value for key, _equals, value in pairs})
    except CxrviewerError as error:
        raise typer.BadParameter(str(error)) from error
    if preset.task != task:
        raise typer.BadParameter(
            f"the preset {preset.name!r} is for the task {preset.task!r}, not {task.value!r}"
        )
    preset = preset if epochs is None else with_epochs(preset, epochs)
    return preset if seed is None else replace(preset, seed=seed)


def _named(preset: "Preset", name: str, output: Path) -> "Preset":
    """Return the preset with the name of a package that is the user's own."""
    from cxrviewer.training.presets import check_preset, with_own_name

    try:
        named = with_own_name(preset, name, output)
        check_preset(named)
    except CxrviewerError as error:
        raise typer.BadParameter(str(error)) from error
    return named


def _print_event(event: "Event") -> None:
    """Print what people want to see of a training."""
    from cxrviewer.training.learning.events import (
        EpochEvent,
        NoteEvent,
        PausedEvent,
        ResumedEvent,
        StartEvent,
    )

    match event:
        case StartEvent(done=done, epochs=epochs) if done:
            print(f"going on after epoch {done} of {epochs}", flush=True)
        case EpochEvent():
            print(
                f"epoch {event.epoch}/{event.epochs} at {event.side} px: loss {event.loss:.4f}, "
                f"{event.score_name} {event.score:.4f}{' (best)' if event.best else ''}, "
                f"{event.images_per_s:.1f} films/s, {event.left_s / 60:.0f} min left",
                flush=True,
            )
        case NoteEvent(text=text):
            print(text, flush=True)
        case PausedEvent():
            print("paused", flush=True)
        case ResumedEvent():
            print("going on", flush=True)
        case _:
            pass


def _print_json(event: "Event") -> None:
    """Print an event for programs, as in the log of the run."""
    print(event.line(), end="", flush=True)


def train(
    task: Annotated[
        TaskName, typer.Argument(help="classify, segment, gate, or patches: classify patches of the lungs.")
    ],
    data: Data,
    output: Output,
    preset: PresetName = "",
    name: PackageName = "",
    as_shipped: AsShipped = False,
    settings: Settings = None,
    epochs: Epochs = None,
    seed: Seed = None,
    device: Device = DeviceChoice.AUTO,
    threads: Threads = 0,
    resume: Resume = False,
    label_tag: LabelTag = "",
    patient_rule: PatientRule = "",
    folds: Folds = 0,
    fold: Fold = 1,
    held_out_source: HeldOut = "",
    drop_duplicates: DropDuplicates = False,
    json_lines: JsonLines = False,
) -> None:
    """Make a model package from a local data set.

    With torchrun (`torchrun --nproc-per-node N -m cxrviewer train …`) several processes share every batch.
    """
    from cxrviewer.jobs import JobContext
    from cxrviewer.training.data_set.records import DataOptions
    from cxrviewer.training.learning.control import CancelAskedError
    from cxrviewer.training.run import run_training, use_threads
    from cxrviewer.training.runs.known import remember_run
    from cxrviewer.training.runs.plan import DataPlan

    use_threads(threads)
    plan = DataPlan(DataOptions(label_tag, patient_rule), folds, fold, held_out_source, drop_duplicates)
    chosen = _preset(task, preset, settings or [], epochs, seed)
    chosen = chosen if as_shipped else _named(chosen, name, output)
    tell = _print_json if json_lines else _print_event
    remember_run(output, runs_folder())
    try:
        result = run_training(
            data, output, chosen, JobContext(), tell, device=resolve_device(device), resume=resume, plan=plan
        )
    except CancelAskedError as error:
        print(f"cxrviewer: {str(error) or 'cancelled; go on with --resume'}", file=sys.stderr)
        raise typer.Exit(_INTERRUPTED) from error
    for sentence in result.refused:
        print(f"cxrviewer: left out: {sentence}", file=sys.stderr)
    if result.package is not None and not json_lines:
        _print_package(result.package)


def _print_package(package: "ModelPackage") -> None:
    """Print where the package is, and how good."""
    for metric in package.card.metrics:
        print(f"{metric.name} ({metric.subset}): {metric.value:.4f} ({metric.low:.4f} to {metric.high:.4f})")
    print(f"the model package: {package.folder}")

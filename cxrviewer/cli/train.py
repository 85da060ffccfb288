"""`cxrviewer train`: a network from a local data set."""

import json
import sys
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.devices import DeviceChoice, resolve_device

if TYPE_CHECKING:
    from cxrviewer.training.learning.trainer import EpochReport
    from cxrviewer.training.presets import Preset


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

Data = Annotated[
    Path, typer.Argument(help="CSV manifest, class subfolders, or a folder with images/ and masks/.")
]
Output = Annotated[
    Path, typer.Option("--output", "-o", help="Folder of the run; the model package goes there.")
]
PresetName = Annotated[str, typer.Option("--preset", help="The recipe.")]
Settings = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change a value.")]
Epochs = Annotated[int | None, typer.Option(min=1, help="Epochs in all, instead of the preset's.")]
Seed = Annotated[int | None, typer.Option(min=0, help="Instead of the preset's.")]
Device = Annotated[DeviceChoice, typer.Option(help="auto takes a GPU if there is one.")]
Threads = Annotated[int, typer.Option(min=0, help="CPU threads; 0 takes every core.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint in the folder.")]
JsonLines = Annotated[bool, typer.Option("--json-lines", help="Report each epoch as a line of JSON.")]


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


def _print_epoch(report: "EpochReport") -> None:
    """Print an epoch for people."""
    print(
        f"epoch {report.epoch}/{report.epochs} at {report.side} px: loss {report.loss:.4f}, "
        f"{report.score_name} {report.score:.4f}, {report.images_per_s:.1f} films/s",
        flush=True,
    )


def _print_epoch_json(report: "EpochReport") -> None:
    """Print an epoch for programs."""
    print(json.dumps({"event": "epoch", **asdict(report)}), flush=True)


def train(
    task: Annotated[
        TaskName, typer.Argument(help="classify, segment, gate, or patches: classify patches of the lungs.")
    ],
    data: Data,
    output: Output,
    preset: PresetName = "",
    settings: Settings = None,
    epochs: Epochs = None,
    seed: Seed = None,
    device: Device = DeviceChoice.AUTO,
    threads: Threads = 0,
    resume: Resume = False,
    json_lines: JsonLines = False,
) -> None:
    """Make a model package from a local data set."""
    from cxrviewer.jobs import JobContext
    from cxrviewer.training.run import run_training, use_threads

    use_threads(threads)
    result = run_training(
        data,
        output,
        _preset(task, preset, settings or [], epochs, seed),
        JobContext(),
        _print_epoch_json if json_lines else _print_epoch,
        device=resolve_device(device),
        resume=resume,
    )
    for sentence in result.refused:
        print(f"cxrviewer: left out: {sentence}", file=sys.stderr)
    for metric in result.package.card.metrics:
        print(f"{metric.name} ({metric.subset}): {metric.value:.4f} ({metric.low:.4f} to {metric.high:.4f})")
    print(f"the model package: {result.package.folder}")

"""The training as a process of its own, which outlives the window: our own command line, started detached."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from cxrviewer.gui.child import read_wished, start_child
from cxrviewer.training.runs.plan import DataPlan


@dataclass(frozen=True, slots=True)
class TrainingWish:
    """What is to be trained.

    Attributes
    ----------
    task, data, output
        As the command `train` takes them; `output` is the run's folder.
    preset, changes
        Name of the recipe, and the values that differ from it, as text.
    device
        "auto", "cpu" or "cuda".
    options
        Further options of the command, such as how patients are told.
    resume
        Whether an earlier training in that folder goes on.
    """

    task: str
    data: Path
    output: Path
    preset: str
    changes: Mapping[str, str] = field(default_factory=dict)
    device: str = "auto"
    options: tuple[str, ...] = ()
    resume: bool = False

    def arguments(self) -> list[str]:
        """Return the arguments of our command line."""
        changes = [part for key, text in self.changes.items() for part in ("--set", f"{key}={text}")]
        return [
            *("train", self.task, str(self.data), "--output", str(self.output)),
            *("--preset", self.preset, *changes, "--device", self.device, *self.options),
            *(["--resume"] if self.resume else []),
            "--json-lines",
        ]


def plan_arguments(plan: DataPlan) -> tuple[str, ...]:
    """Return the options of the command `train` that a plan is given by."""
    given = (
        ("--label-tag", plan.options.label_tag),
        ("--patient-rule", plan.options.patient_rule),
        *((("--folds", str(plan.folds)), ("--fold", str(plan.fold))) if plan.folds else ()),
        ("--held-out-source", plan.held_out_source),
    )
    flags = ("--drop-duplicates",) if plan.drop_duplicates else ()
    return (*(part for name, text in given if text for part in (name, text)), *flags)


_WISHES: TypeAdapter[TrainingWish] = TypeAdapter(TrainingWish)


def start_training(wish: TrainingWish) -> subprocess.Popen[bytes]:
    """Start the process; what it prints as an error goes to `console.txt` in the run's folder.

    Raises
    ------
    FileError
        If the folder cannot be made or the process not be started.
    """
    return start_child(wish.arguments(), wish.output, _WISHES.dump_json(wish, indent=1), "the training")


def read_wish(folder: Path) -> TrainingWish | None:
    """Return what was wished for the run in that folder; None where it was not started in the window.

    Raises
    ------
    FileError
        If that cannot be read.
    """
    return read_wished(_WISHES, folder, "the training")

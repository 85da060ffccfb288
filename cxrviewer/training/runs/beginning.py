"""What is checked and written before a training begins or goes on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from cxrviewer.errors import DataError, FileError
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.split_file import SPLIT_FILE
from cxrviewer.training.data_set.splits import Split
from cxrviewer.training.learning.state_files import LAST
from cxrviewer.wishes import Wish, ask
from cxrviewer.training.learning.events import LOG
from cxrviewer.training.presets import Preset
from cxrviewer.training.runs.plan import DataPlan
from cxrviewer.training.runs.record import (
    RECORD,
    RunRecord,
    SplitSummary,
    plan_of_run,
    preset_in_use,
    read_record,
    write_record,
)

_MAY_CHANGE = frozenset({"name", "description", "epochs", "package"})  # of the preset, when a run goes on
_FRESH = "fresh weights"

Sides = Mapping[str, Sequence[FilmRecord]]


def check_classes(sides: Sides, preset: Preset) -> None:
    """Refuse a split with a class that has no film to train or to validate.

    Raises
    ------
    DataError
        For the first such class.
    """
    for label in {"classify": preset.labels, "patches": preset.labels}.get(preset.task, ()):
        films = {name: [one for one in side if one.label == label] for name, side in sides.items()}
        if films["training"] and films["validation"]:
            continue
        count = sum(len(side) for side in films.values())
        groups = len({one.group for side in films.values() for one in side})
        raise DataError(
            f"the class {label!r} has {_counted(count, 'film')} of {_counted(groups, 'patient')}: "
            "training and validation need at least one patient each"
        )


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


class RefusedError(FileError):
    """A run that stays as it is, because what is asked of it would make it another one."""


def open_run(
    folder: Path, data: Path, preset: Preset, plan: DataPlan, device: str, processes: int, *, resume: bool
) -> tuple[RunRecord, DataPlan]:
    """Take a folder for a run, before anything is read, so that whatever comes is known of it.

    Parameters
    ----------
    folder, data, preset, plan, device, processes
        Of the run.
    resume
        Whether an earlier one goes on.

    Returns
    -------
    tuple
        The record, still without films; and the plan: of a run that goes on, as it was begun.

    Raises
    ------
    FileError
        If a new run would overwrite an earlier one, or there is none to go on with.
    """
    record = RunRecord(
        name=folder.resolve().name,
        task=preset.task,
        preset=preset_in_use(preset),
        data=str(data.absolute()),
        plan=plan_of_run(folder, plan) if resume else plan,
        device=device,
        processes=processes,
        seed=preset.seed,
        start=preset.start or _FRESH,
    )
    if resume:
        before = read_record(folder)
        record = record.model_copy(update={"created": before.created, "notes": before.notes})
    else:
        refuse_to_overwrite(folder)
        for file in (LOG, SPLIT_FILE):
            (folder / file).unlink(missing_ok=True)
        write_record(folder, record)
    ask(folder, Wish.RUN)
    return record, record.plan or plan


def with_films(record: RunRecord, preset: Preset, data_sha256: str, split: Split) -> RunRecord:
    """Return the record of a run with its films and the recipe that was fitted to them."""
    summary = SplitSummary(
        method=split.method,
        films={name: len(side) for name, side in split.sides.items()},
        labels={name: dict(Counter(one.label for one in side)) for name, side in split.sides.items()},
    )
    changes = {"preset": preset_in_use(preset), "data_sha256": data_sha256, "split": summary}
    return record.model_copy(update=changes)


def check_resumable(folder: Path, wanted: RunRecord) -> None:
    """Refuse to go on with other data or another recipe; more epochs are no other recipe.

    A run that ended before its films were divided has nothing that could be spoilt.

    Raises
    ------
    RefusedError
        If the folder holds another run.
    """
    before = read_record(folder)
    if not before.data_sha256:
        return
    if before.task != wanted.task:
        raise RefusedError(folder, f"is a training for the task {before.task!r}, not {wanted.task!r}")
    old, new = before.preset.values, wanted.preset.values
    changed = sorted(key for key in (old.keys() | new.keys()) - _MAY_CHANGE if old.get(key) != new.get(key))
    if changed:
        listed = ", ".join(f"{key} was {old.get(key)} and is {new.get(key)}" for key in changed)
        raise RefusedError(folder, f"cannot go on with another recipe ({listed}); begin in another folder")
    check_same_films(folder, wanted.data_sha256)
    if before.split != wanted.split:
        raise RefusedError(folder, f"cannot go on with another split of the films of {before.data}")


def check_same_films(folder: Path, data_sha256: str) -> None:
    """Refuse to go on with another data set than the run was begun with.

    Raises
    ------
    RefusedError
        If the run has other films.
    """
    before = read_record(folder)
    if before.data_sha256 not in {"", data_sha256}:
        raise RefusedError(folder, f"cannot go on with other films than those of {before.data} then")


def refuse_to_overwrite(folder: Path) -> None:
    """Refuse a folder in which a training has left its state.

    Raises
    ------
    FileError
        If there is one.
    """
    if (folder / LAST).exists():
        raise FileError(folder, f"holds a training already ({RECORD}): go on with --resume, or take another folder")


def begin(folder: Path, record: RunRecord, *, resume: bool) -> None:
    """Write the record of a run that has its films, if it can go on where it shall.

    Raises
    ------
    RefusedError
        If it cannot.
    """
    if resume:
        check_resumable(folder, record)
    write_record(folder, record)

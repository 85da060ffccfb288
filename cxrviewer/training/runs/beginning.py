"""What is checked and written before a training begins or goes on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from cxrviewer.errors import DataError, FileError
from cxrviewer.training.data_set.records import FilmRecord, data_hash
from cxrviewer.training.data_set.splits import Split
from cxrviewer.training.learning.state_files import LAST
from cxrviewer.training.learning.control import Wish, ask
from cxrviewer.training.learning.events import LOG
from cxrviewer.training.presets import Preset
from cxrviewer.training.runs.record import (
    RECORD,
    RunRecord,
    SplitSummary,
    preset_in_use,
    read_record,
    write_record,
)

_MAY_CHANGE = frozenset({"name", "description", "epochs"})  # of the preset, when a run goes on
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


def make_record(
    folder: Path, data: Path, records: Sequence[FilmRecord], split: Split, preset: Preset, device: str, processes: int
) -> RunRecord:
    """Return the record of a run that is about to begin."""
    return RunRecord(
        name=folder.resolve().name,
        task=preset.task,
        preset=preset_in_use(preset),
        data=str(data),
        data_sha256=data_hash(records),
        split=SplitSummary(
            method=split.method,
            films={name: len(side) for name, side in split.sides.items()},
            labels={name: dict(Counter(one.label for one in side)) for name, side in split.sides.items()},
        ),
        device=device,
        processes=processes,
        seed=preset.seed,
        start=preset.start or _FRESH,
    )


def check_resumable(folder: Path, wanted: RunRecord) -> None:
    """Refuse to go on with other data or another recipe; more epochs are no other recipe.

    Raises
    ------
    FileError
        If the folder holds no run or another one.
    """
    before = read_record(folder)
    if before.task != wanted.task:
        raise FileError(folder, f"is a training for the task {before.task!r}, not {wanted.task!r}")
    old, new = before.preset.values, wanted.preset.values
    changed = sorted(key for key in old.keys() | new.keys() - _MAY_CHANGE if old.get(key) != new.get(key))
    changed = [key for key in changed if key not in _MAY_CHANGE]
    if changed:
        listed = ", ".join(f"{key} was {old.get(key)} and is {new.get(key)}" for key in changed)
        raise FileError(folder, f"cannot go on with another recipe ({listed}); begin in another folder")
    check_same_films(folder, wanted.data_sha256)
    if before.split != wanted.split:
        raise FileError(folder, f"cannot go on with another split of the films of {before.data}")


def check_same_films(folder: Path, data_sha256: str) -> None:
    """Refuse to go on with another data set than the run was begun with.

    Raises
    ------
    FileError
        If the folder holds no run or one of other films.
    """
    before = read_record(folder)
    if before.data_sha256 != data_sha256:
        raise FileError(folder, f"cannot go on with other films than those of {before.data} then")


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
    """Write the record of a new run, or check that an earlier one can go on.

    Raises
    ------
    FileError
        If a new run would overwrite an earlier one, or an earlier one cannot go on.
    """
    if resume:
        check_resumable(folder, record)
        before = read_record(folder)
        record = record.model_copy(update={"created": before.created, "notes": before.notes})
    else:
        refuse_to_overwrite(folder)
        (folder / LOG).unlink(missing_ok=True)
    write_record(folder, record)
    ask(folder, Wish.RUN)

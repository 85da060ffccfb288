"""The record of a run, `run.json` in its folder: what was trained, on what, and how."""

import os
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from cxrviewer import __version__
from cxrviewer.errors import FileError
from cxrviewer.training.data_set.records import AS_IT_IS, DataOptions
from cxrviewer.training.presets.preset import Preset
from cxrviewer.training.runs.plan import USUAL, DataPlan

RECORD = "run.json"
SCHEMA_VERSION = 2


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Versioned(_Record):
    schema_version: int


class PresetInUse(_Record):
    """The recipe of a run.

    Attributes
    ----------
    name
        Of the preset that the run started from.
    values
        Every value that was in use, with the user's changes.
    """

    name: str
    values: dict[str, JsonValue]


class SplitSummary(_Record):
    """How the films were divided; of a run that did not come so far, nothing.

    Attributes
    ----------
    method
        In words.
    films
        Number of films on each side: training, validation, test.
    labels
        For each side, the number of films of each label.
    """

    method: str = ""
    films: dict[str, int] = Field(default_factory=dict)
    labels: dict[str, dict[str, int]] = Field(default_factory=dict)


class RunRecord(_Record):
    """A run.

    Attributes
    ----------
    name
        Of the run; that of its folder.
    task
        "classify", "segment", "gate" or "patches".
    preset
        The recipe.
    data, data_sha256
        The data set, and what identifies its films; empty until they are divided.
    plan
        How the user wanted the data set to be understood and divided; None of a run before schema 2.
    split
        How the films were divided.
    device
        "cpu" or "cuda".
    processes
        That trained together.
    seed
        Of split, order, augmentation and first weights.
    start
        What the weights began with.
    program
        Version of the program.
    created
        In UTC.
    notes
        The user's own words; the only part that may change.
    """

    schema_version: int = SCHEMA_VERSION
    name: str
    task: str
    preset: PresetInUse
    data: str
    data_sha256: str = ""
    plan: DataPlan | None = None
    split: SplitSummary = Field(default_factory=SplitSummary)
    device: str
    processes: int = 1
    seed: int
    start: str
    program: str = __version__
    created: datetime = Field(default_factory=lambda: datetime.now(UTC))
    notes: str = ""


def _as_json(value: object) -> JsonValue:
    """Return a value of a preset as JSON knows it."""
    if isinstance(value, BaseModel):
        plain: JsonValue = value.model_dump(mode="json")
        return plain
    if isinstance(value, Mapping):
        return {str(key): _as_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_as_json(item) for item in value]
    if isinstance(value, Enum):
        return _as_json(value.value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"a preset cannot hold a {type(value).__name__}")


def plan_of_run(folder: Path, given: DataPlan) -> DataPlan:
    """Return how the data set of a run was understood and divided; `given` if that differs from the usual.

    A run of before schema 2, or none, leaves what is given.
    """
    if given != USUAL or not (folder / RECORD).is_file():
        return given
    return read_record(folder).plan or given


def options_of_run(folder: Path, data: Path, given: DataOptions) -> DataOptions:
    """Return how a data set is to be understood: as given, else as the run that was trained on it did."""
    if given != AS_IT_IS or not (folder / RECORD).is_file():
        return given
    record = read_record(folder)
    same = Path(record.data).resolve() == data.resolve()
    return record.plan.options if same and record.plan is not None else given


def preset_in_use(preset: Preset) -> PresetInUse:
    """Return the recipe as it goes into the record."""
    values = {item.name: _as_json(getattr(preset, item.name)) for item in fields(preset)}
    return PresetInUse(name=preset.name, values=values)


def write_record(folder: Path, record: RunRecord) -> None:
    """Write `run.json`, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"{RECORD}.{os.getpid()}.writing"
    temporary.write_text(record.model_dump_json(indent=1) + "\n", encoding="utf-8")
    temporary.replace(folder / RECORD)


def read_record(folder: Path) -> RunRecord:
    """Read `run.json`.

    Raises
    ------
    FileError
        If it is missing, damaged, or written by a newer version of the program.
    """
    file = folder / RECORD
    try:
        text = file.read_bytes()
        if _Versioned.model_validate_json(text).schema_version > SCHEMA_VERSION:
            raise FileError(file, "was written by a newer version of the program")
        return RunRecord.model_validate_json(text)
    except FileNotFoundError as error:
        raise FileError(file, "does not exist, so the folder is none of a training") from error
    except ValidationError as error:
        raise FileError(file, "is no record of a training") from error

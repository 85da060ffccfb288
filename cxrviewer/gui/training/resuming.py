"""The command that goes on with a run: as it was given in the window, else from the run's own record."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxrviewer.gui.training.child import TrainingWish, read_wish
from cxrviewer.training.presets import find_preset, settings_of, shown_values
from cxrviewer.training.presets.values import DATA_LABELS, show
from cxrviewer.training.runs.record import RunRecord


def wish_to_resume(folder: Path, record: RunRecord) -> TrainingWish:
    """Return the wish to go on with a run.

    Parameters
    ----------
    folder, record
        Of the run. Where it was not started in the window, its values are compared with those of its preset.

    Raises
    ------
    CxrviewerError
        If what was wished cannot be read, or its preset is none of this version of the program.
    """
    wished = read_wish(folder)
    if wished is not None:
        return replace(wished, resume=True)
    return TrainingWish(
        task=record.task,
        data=Path(record.data),
        output=folder,
        preset=record.preset.name,
        changes=changed_values(record),
        device=record.device,
        resume=True,
    )


def changed_values(record: RunRecord) -> dict[str, str]:
    """Return the values of a run that differ from those of its preset, as text."""
    preset = find_preset(record.preset.name)
    usual = shown_values(preset)
    used = {one.key: show(one, _value(record.preset.values, one.key)) for one in settings_of(preset)}
    of_data = {"labels"} if usual.get("labels") == DATA_LABELS else set()  # fitted to the data once more
    return {key: text for key, text in used.items() if text != usual[key] and key not in of_data}


def _value(values: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - of the kind that the setting names
    """Return the value of a setting in the record; lists are as the settings know them."""
    record, _dot, name = key.rpartition(".")
    value = _tuples((values[record] or {})[name] if record else values[name])
    return tuple(one["stage"] for one in value) if key == "patches.filters" else value


def _tuples(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return tuple(_tuples(one) for one in value)
    if isinstance(value, dict):
        return {key: _tuples(one) for key, one in value.items()}
    return value

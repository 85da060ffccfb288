"""What runs were started with, and what of it differs between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from cxrviewer.errors import CxrviewerError
from cxrviewer.training.runs.summary import RunSummary

_NAMES = frozenset({"name", "description", "package"})  # what a run is called, not how it learns


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that is not the same in all runs.

    Attributes
    ----------
    name
        Of the setting.
    values
        In each run, in their order; None where a run has no such setting.
    """

    name: str
    values: tuple[JsonValue, ...]


def differing_settings(runs: Sequence[RunSummary]) -> tuple[Difference, ...]:
    """Return what the runs were not started alike with.

    Raises
    ------
    CxrviewerError
        If there are fewer than two.
    """
    if len(runs) < 2:
        raise CxrviewerError("comparing takes two runs or more")
    settings = [run_settings(run) for run in runs]
    names = dict.fromkeys(name for one in settings for name in one)
    rows = (Difference(name, tuple(one.get(name) for one in settings)) for name in names)
    return tuple(row for row in rows if any(value != row.values[0] for value in row.values))


def run_settings(run: RunSummary) -> Mapping[str, JsonValue]:
    """Return all that a run was started with, by name."""
    record = run.record
    return {
        "task": record.task,
        "preset": record.preset.name,
        "data": record.data,
        "data_sha256": record.data_sha256,
        **{f"{side} films": count for side, count in record.split.films.items()},
        "device": record.device,
        "processes": record.processes,
        "start": record.start,
        "program": record.program,
        **{name: value for name, value in record.preset.values.items() if name not in _NAMES},
        "seed": record.seed,
    }

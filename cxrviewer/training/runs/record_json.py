"""Runs as plain values, for `--json`."""

from pydantic import JsonValue

from cxrviewer.training.runs.summary import RunSummary

SCHEMA_VERSION = 1


def run_record(run: RunSummary) -> dict[str, JsonValue]:
    """Return a run as a row of the list."""
    best, last = run.best, run.last
    return {
        "name": run.record.name,
        "folder": str(run.folder),
        "task": run.record.task,
        "preset": run.record.preset.name,
        "state": run.state.value,
        "reason": run.reason,
        "created": run.record.created.isoformat(),
        "epochs_done": 0 if last is None else last.epoch,
        "epochs_planned": run.planned,
        "best": None if best is None else best.model_dump(mode="json"),
        "last": None if last is None else last.model_dump(mode="json"),
        "package": None if run.package is None else str(run.package),
        "evaluation": None if run.evaluation is None else str(run.evaluation),
        "notes": run.record.notes,
    }


def run_in_full(run: RunSummary) -> dict[str, JsonValue]:
    """Return a run with its record and every epoch."""
    return run_record(run) | {
        "record": run.record.model_dump(mode="json"),
        "curves": [epoch.model_dump(mode="json") for epoch in run.epochs],
    }

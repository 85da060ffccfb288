"""`cxrviewer runs`: the trainings that were started, how far they came, and what differs between them."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxrviewer.cli.compare import print_pairs
from cxrviewer.errors import DataError

if TYPE_CHECKING:
    from cxrviewer.training.evaluation.comparison_schema import Comparison
    from cxrviewer.training.learning.events import EpochEvent
    from cxrviewer.training.runs.summary import RunSummary

runs = typer.Typer(name="runs", help="List, show, compare and remove trainings.", rich_markup_mode=None)

Name = Annotated[str, typer.Argument(help="Of the run, as `runs list` says, or its folder.")]
Names = Annotated[list[str], typer.Argument(help="Two runs or more, by name or folder.")]
_UNFINISHED = ("failed", "cancelled", "interrupted")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _find(name: str) -> Path:
    """Return the folder of a run."""
    from cxrviewer.locations import runs_folder
    from cxrviewer.training.runs.known import find_run

    return find_run(runs_folder(), name)


def _print_json(value: object) -> None:
    print(json.dumps(value, indent=1, ensure_ascii=False))


def _epoch(title: str, epoch: "EpochEvent | None") -> str:
    """Return an epoch in words."""
    if epoch is None:
        return f"{title}: none yet"
    validation = "" if epoch.validation_loss is None else f", validation {epoch.validation_loss:.4f}"
    return (
        f"{title}: epoch {epoch.epoch}, {epoch.score_name} {epoch.score:.4f}, "
        f"loss {epoch.loss:.4f}{validation}, {epoch.images_per_s:.1f} films/s"
    )


def _in_short(run: "RunSummary") -> str:
    """Return a run on one line."""
    best = run.best
    score = "" if best is None else f", best {best.score_name} {best.score:.4f} (epoch {best.epoch})"
    done = 0 if run.last is None else run.last.epoch
    reason = f"; {run.reason}" if run.reason and run.state in _UNFINISHED else ""
    notes = f"  # {run.record.notes.splitlines()[0]}" if run.record.notes else ""
    return (
        f"{run.record.name}  {run.state}, {run.record.task}, {run.record.preset.name}, "
        f"{run.record.created:%Y-%m-%d %H:%M}, {done} of {run.planned} epochs{score}{reason}{notes}"
    )


@runs.command("list")
def list_runs(as_json: AsJson = False) -> None:
    """List the trainings, the newest first: state, recipe, epochs, best score, notes."""
    from cxrviewer.locations import runs_folder
    from cxrviewer.training.runs.record_json import SCHEMA_VERSION, run_record
    from cxrviewer.training.runs.summary import list_runs as read_runs

    found, failed = read_runs(runs_folder())
    if as_json:
        _print_json({"schema_version": SCHEMA_VERSION, "runs": [run_record(run) for run in found]})
    else:
        print("\n".join(_in_short(run) for run in found) or "no training was started yet")
    for error in failed:
        print(f"cxrviewer: {error}", file=sys.stderr)
    raise typer.Exit(1 if failed else 0)


@runs.command()
def show(name: Name, as_json: AsJson = False) -> None:
    """Show settings, split, curves, figures and notes of a training."""
    from cxrviewer.training.runs.record_json import run_in_full
    from cxrviewer.training.runs.settings import run_settings
    from cxrviewer.training.runs.summary import summarise

    run = summarise(_find(name))
    if as_json:
        _print_json(run_in_full(run))
        return
    print(_in_short(run))
    print(f"folder: {run.folder}")
    if run.reason and run.state not in _UNFINISHED:
        print(f"reason: {run.reason}")
    print(_epoch("best", run.best))
    print(_epoch("last", run.last))
    _print_figures(run)
    for key, value in run_settings(run).items():
        print(f"  {key} = {value}")
    if run.record.notes:
        print(f"notes: {run.record.notes}")


def _print_figures(run: "RunSummary") -> None:
    """Print the package and its figures, and where the evaluation lies."""
    if run.package is not None:
        from cxrviewer.inference.card import read_card

        print(f"package: {run.package}")
        for one in read_card(run.package).metrics:
            print(f"  {one.name} ({one.subset}): {one.value:.4f} ({one.low:.4f} to {one.high:.4f})")
    if run.evaluation is not None:
        print(f"evaluation: {run.evaluation}")


@runs.command()
def compare(names: Names, as_json: AsJson = False) -> None:
    """Compare trainings: the settings that differ, the best epoch of each, and their evaluations."""
    from cxrviewer.training.runs.record_json import SCHEMA_VERSION, run_record
    from cxrviewer.training.runs.settings import differing_settings
    from cxrviewer.training.runs.summary import summarise

    found = [summarise(_find(name)) for name in names]
    differences = differing_settings(found)
    comparison, reason = _film_by_film(found)
    if as_json:
        record: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "runs": [run_record(run) for run in found],
            "differing_settings": {row.name: list(row.values) for row in differences},
        }
        record |= {"not_compared": reason} if reason else {}
        record |= {} if comparison is None else {"comparison": comparison.model_dump(mode="json")}
        _print_json(record)
        return
    for run in found:
        print(_epoch(f"{run.record.name} ({run.state})", run.best))
    print("settings that differ:" if differences else "no setting differs")
    for row in differences:
        print(f"  {row.name}: {' | '.join(str(value) for value in row.values)}")
    if reason:
        print(f"not compared film by film: {reason}")
    if comparison is not None:
        print_pairs(comparison)


def _film_by_film(found: "Sequence[RunSummary]") -> "tuple[Comparison | None, str]":
    """Return the comparison of the evaluations, or why there is none; neither where one is missing."""
    from cxrviewer.training.runs.comparing import compare_films

    try:
        return compare_films(found), ""
    except DataError as error:
        return None, str(error)


@runs.command()
def note(name: Name, text: Annotated[str, typer.Argument(help="Takes the place of earlier notes.")]) -> None:
    """Write notes on a training."""
    from cxrviewer.training.runs.keeping import set_notes

    print(f"noted on {set_notes(_find(name), text).name}")


@runs.command()
def remove(name: Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove a training for good; models that were installed of it stay."""
    from cxrviewer.training.runs.keeping import remove_run

    folder = _find(name)
    if not yes:
        typer.confirm(f"Remove the training in {folder} for good?", abort=True)
    remove_run(folder)
    print(f"{name} is removed")

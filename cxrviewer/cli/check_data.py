"""`cxrviewer check-data`: what is wrong with a data set, before anything is trained on it."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxrviewer.cli.evaluate import Data, LabelTag, PatientRule
from cxrviewer.cli.interrupts import interruptible
from cxrviewer.quiet import libraries_silent

if TYPE_CHECKING:
    from cxrviewer.training.preflight.facts import FindLungs
    from cxrviewer.training.preflight.report import DataReport


class CheckedTask(StrEnum):
    """What the data is meant for."""

    CLASSIFY = "classify"
    SEGMENT = "segment"


Purpose = Annotated[CheckedTask, typer.Option(help="What the data is meant for.")]
Json = Annotated[Path | None, typer.Option("--json", metavar="OUT", help="Write the report as JSON.")]
Html = Annotated[Path | None, typer.Option("--html", metavar="OUT", help="Write the report as a page.")]
Lungs = Annotated[
    bool, typer.Option(help="Blank the lungs, found by the installed segmentation, in one of the probes.")
]


def _find_lungs() -> "FindLungs":
    """Return the installed segmentation as a function of a film."""
    from cxrviewer.inference.card import FRONTAL_FILMS
    from cxrviewer.training.data_set.film_reader import lung_segmenter

    segmenter = lung_segmenter(FRONTAL_FILMS, threads=1)  # two films are read at a time
    return lambda _record, unit: segmenter.segment(unit)


def _print(report: "DataReport") -> None:
    """Print counts and findings for people."""
    for one in report.strata:
        source = f" from {one.source}" if one.source else ""
        print(f"{one.label or 'no class'}{source}: {one.films} films of {one.groups} patients or groups")
    for problem in report.problems:
        print(f"{problem.level.value}: {problem.sentence}")
    for film in report.unreadable:
        print(f"cxrviewer: {film.reason}", file=sys.stderr)


def check_data(
    data: Data,
    task: Purpose = CheckedTask.CLASSIFY,
    json_file: Json = None,
    html_file: Html = None,
    label_tag: LabelTag = "",
    patient_rule: PatientRule = "",
    lungs: Lungs = True,
) -> None:
    """Look for unreadable films, duplicates, leaks between patients and shortcuts past the lungs.

    Exit status 1 if something must be put right before training.
    """
    from cxrviewer.training.data_set.records import DataOptions, read_records
    from cxrviewer.training.preflight.checking import check_films
    from cxrviewer.training.preflight.page import data_page

    with libraries_silent(), interruptible() as context:
        records = read_records(data, DataOptions(label_tag, patient_rule))
        find_lungs = _find_lungs() if lungs and task is CheckedTask.CLASSIFY else None
        report, examined = check_films(records, context, task.value, find_lungs)
    if json_file is not None:
        json_file.write_text(report.model_dump_json(indent=1), encoding="utf-8")
    if html_file is not None:
        html_file.write_text(data_page(report, examined, data.resolve().name), encoding="utf-8")
    _print(report)
    if report.blocks:
        raise typer.Exit(1)

"""Checks a data set as `cxrviewer check-data` does, and keeps the report for the page and for files."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cxrviewer.errors import FileError
from cxrviewer.gui.training.data_choice import DataChoice
from cxrviewer.inference.card import FRONTAL_FILMS
from cxrviewer.jobs import JobContext
from cxrviewer.training.preflight.problems import Level, Problem
from cxrviewer.training.runs.plan import DataPlan

_OF_COPIES = frozenset({"duplicates", "pictures across the split"})

if TYPE_CHECKING:
    from cxrviewer.training.preflight.report import DataReport


@dataclass(frozen=True, slots=True, eq=False)
class CheckedData:
    """A data set that has been checked.

    Attributes
    ----------
    choice
        Which.
    report
        What was found.
    html
        The same as a page of its own, with pictures.
    """

    choice: DataChoice
    report: "DataReport"
    html: str


def check_choice(choice: DataChoice, context: JobContext) -> CheckedData:
    """Read every film of the data that is chosen, and report what is wrong with it.

    Raises
    ------
    CxrviewerError
        If there is no data set, or the lungs cannot be found for want of a model.
    """
    from cxrviewer.training.data_set.film_reader import lung_segmenter
    from cxrviewer.training.data_set.records import read_records
    from cxrviewer.training.preflight.checking import check_films
    from cxrviewer.training.preflight.page import data_page

    context.progress(0, f"Listing the films of {choice.path.name}")
    records = read_records(choice.path, choice.options)
    if choice.task == "segment":
        report, examined = check_films(records, context, "segment")
    else:
        segmenter = lung_segmenter(FRONTAL_FILMS, threads=1)
        report, examined = check_films(
            records, context, "classify", lambda _record, unit: segmenter.segment(unit)
        )
    return CheckedData(choice, report, data_page(report, examined, choice.path.name))


def blocking(report: "DataReport", plan: DataPlan) -> tuple[Problem, ...]:
    """Return what must be put right before training; where copies are left out, they are no problem."""
    grave = (one for one in report.problems if one.level is Level.BLOCKS)
    return tuple(one for one in grave if not (plan.drop_duplicates and one.check in _OF_COPIES))


def save_report(checked: CheckedData, file: Path) -> None:
    """Write the report: as JSON if the file's name ends so, else as a page.

    Raises
    ------
    FileError
        If it cannot be written.
    """
    as_json = file.suffix.lower() == ".json"
    text = checked.report.model_dump_json(indent=1) if as_json else checked.html
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError(file, f"cannot be written ({error.strerror})") from error

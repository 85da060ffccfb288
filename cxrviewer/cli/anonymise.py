"""`cxrviewer anonymise`: de-identified copies of films."""

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from cxrviewer.quiet import libraries_silent

Inputs = Annotated[list[Path], typer.Argument(metavar="INPUT...", help="Files or folders.")]
Output = Annotated[Path, typer.Option("--output", "-o", help="Folder for the copies; not inside an INPUT.")]
ShiftDates = Annotated[
    bool, typer.Option("--shift-dates", help="Move all dates of a patient by the same days; else they go.")
]
Characteristics = Annotated[
    bool, typer.Option("--keep-patient-characteristics", help="Keep sex, age, size, weight and the like.")
]
BurnedIn = Annotated[
    bool, typer.Option("--allow-burned-in", help="Write pictures with burnt-in text: you have looked.")
]
Descriptors = Annotated[
    bool, typer.Option("--clean-descriptors", help="Keep harmless words of descriptions; else they go.")
]
ProjectFile = Annotated[
    Path | None,
    typer.Option(
        "--project", help="Secret that makes UIDs, pseudonyms and dates agree between runs; made if missing."
    ),
]


def anonymise(
    inputs: Inputs,
    output: Output,
    shift_dates: ShiftDates = False,
    keep_patient_characteristics: Characteristics = False,
    allow_burned_in: BurnedIn = False,
    clean_descriptors: Descriptors = False,
    project: ProjectFile = None,
) -> None:
    """Write de-identified copies by the basic profile of DICOM PS3.15 Annex E.

    Copies lie at OUTPUT/PSEUDONYM/STUDY/SERIES/INSTANCE.dcm. Pictures that may show burnt-in text are not
    written without --allow-burned-in; the exit status is 1 if one was left out or could not be read.
    """
    from cxrviewer.export.deidentification import Options, Status, deidentify_all, load_project

    options = Options(shift_dates, keep_patient_characteristics, clean_descriptors, allow_burned_in)
    counts: Counter[Status] = Counter()
    concerns: Counter[str] = Counter()
    with libraries_silent():
        for outcome in deidentify_all(inputs, output, load_project(project), options):
            counts[outcome.status] += 1
            concerns.update(outcome.warnings)
            if outcome.refusal:
                print(f"cxrviewer: {outcome.refusal}", file=sys.stderr)
    for concern, number in concerns.items():
        print(f"cxrviewer: warning, {number} of them: {concern}", file=sys.stderr)
    written, blocked, failed = (counts[status] for status in (Status.WRITTEN, Status.BLOCKED, Status.FAILED))
    print(f"{written} de-identified, {blocked} blocked, {failed} failed")
    raise typer.Exit(0 if written == counts.total() else 1)

"""`cxrviewer evaluate`: how good a model package is on a data set."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxrviewer.cli.interrupts import interruptible
from cxrviewer.study import ReadAs

if TYPE_CHECKING:
    from cxrviewer.training.evaluation.schema import Evaluation, Figure


class SubsetName(StrEnum):
    """Which films are measured."""

    VALIDATION = "validation"
    TRAINING = "training"
    TEST = "test"
    ALL = "all"


Model = Annotated[Path, typer.Argument(help="Folder of the model package.")]
Data = Annotated[
    Path, typer.Argument(help="CSV manifest, class subfolders, or a folder with images/ and masks/.")
]
Output = Annotated[
    Path,
    typer.Option(
        "--output", "-o", help="Folder for metrics.json, predictions.csv, report.html and report.pdf."
    ),
]
Subset = Annotated[
    SubsetName,
    typer.Option(help="validation: the films that the model's own split kept back; all: every film."),
]
Kind = Annotated[
    ReadAs | None,
    typer.Option("--as", help="What the pictures are; without it, what the model is made for."),
]
Models = Annotated[
    Path | None,
    typer.Option("--models", help="Holds lung segmentation and gate; those that ship by default."),
]
LabelTag = Annotated[str, typer.Option(metavar="KEYWORD", help="DICOM attribute that holds the label.")]
PatientRule = Annotated[
    str,
    typer.Option(metavar="REGEX", help="Finds the patient in a file's path; its first group if it has one."),
]
Controls = Annotated[
    bool,
    typer.Option("--controls", help="Also classify each film with its lungs, and with all else, blanked."),
]


def evaluate(
    model: Model,
    data: Data,
    output: Output,
    subset: Subset = SubsetName.VALIDATION,
    read_as: Kind = None,
    models: Models = None,
    controls: Controls = False,
    label_tag: LabelTag = "",
    patient_rule: PatientRule = "",
) -> None:
    """Measure a model package on films with known answers; films that cannot be read are listed.

    Labels and patients are found as in the model's own training where the data is the same.
    """
    from cxrviewer.inference.package import read_package
    from cxrviewer.training.data_set.records import DataOptions
    from cxrviewer.training.evaluation.evaluating import TestSet
    from cxrviewer.training.evaluation.evaluating import evaluate as measure
    from cxrviewer.training.evaluation.subsets import run_folder
    from cxrviewer.training.runs.record import options_of_run

    package = read_package(model)
    options = options_of_run(run_folder(package), data, DataOptions(label_tag, patient_rule))
    test_set = TestSet(data, subset, read_as, options)
    with interruptible() as context:
        found = measure(package, test_set, output, context, models=models, controls=controls)
    for figure in _headline(found):
        print(_line(figure))
    if found.classes is not None and found.classes.controls is not None:
        print(found.classes.controls.sentence)
    print(
        f"{found.data.films} films: {found.data.answered} answered, {found.data.abstained} abstained, "
        f"{found.data.failed} failed; {found.films_per_s:.1f} films per second"
    )
    print(f"written: {output / 'report.html'}, report.pdf, metrics.json, predictions.csv")


def _headline(found: "Evaluation") -> list["Figure"]:
    """Return the figures that are printed."""
    if found.classes is not None:
        return list(found.classes.figures)
    lungs = found.lungs.lungs if found.lungs is not None else ()
    return [
        figure.model_copy(update={"name": f"{figure.name}, {one.lung}"})
        for one in lungs
        for figure in (one.dice, one.iou, one.hd95_px)
    ]


def _line(figure: "Figure") -> str:
    """Return a figure in words."""
    if figure.value is None:
        return f"{figure.name}: not defined by these films"
    interval = "" if figure.low is None else f" ({figure.low:.4f} to {figure.high:.4f})"
    return f"{figure.name}: {figure.value:.4f}{interval} on {figure.films} films"

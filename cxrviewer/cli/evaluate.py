"""`cxrviewer evaluate`: how good a model package is on a data set."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class SubsetName(StrEnum):
    """Which films are measured."""

    VALIDATION = "validation"
    TRAINING = "training"
    ALL = "all"


Model = Annotated[Path, typer.Argument(help="Folder of the model package.")]
Data = Annotated[
    Path, typer.Argument(help="CSV manifest, class subfolders, or a folder with images/ and masks/.")
]
Output = Annotated[Path, typer.Option("--output", "-o", help="Folder for metrics.json and predictions.csv.")]
Subset = Annotated[
    SubsetName, typer.Option(help="validation: the films that the model's own split kept back.")
]


def evaluate(model: Model, data: Data, output: Output, subset: Subset = SubsetName.VALIDATION) -> None:
    """Measure a model package on films with known answers."""
    from cxrviewer.inference.package import read_package
    from cxrviewer.jobs import JobContext
    from cxrviewer.training.evaluation.reporting import evaluate as measure

    for metric in measure(read_package(model), data, output, subset, JobContext()):
        print(
            f"{metric.name}: {metric.value:.4f} ({metric.low:.4f} to {metric.high:.4f}) "
            f"on {metric.images} {metric.subset} films"
        )
    print(f"written: {output / 'metrics.json'}, {output / 'predictions.csv'}")

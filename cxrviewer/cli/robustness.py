"""`cxrviewer robustness`: whether a classifier says the same of a film whatever file it comes in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxrviewer.cli.evaluate import Data, SubsetName
from cxrviewer.cli.interrupts import interruptible
from cxrviewer.errors import ModelError

if TYPE_CHECKING:
    from cxrviewer.inference.package import ModelPackage

SHIPPED = "shipped"

Model = Annotated[str, typer.Argument(help="Folder of the model package, or `shipped`.")]
Output = Annotated[Path, typer.Option("--output", "-o", help="Folder for robustness.json and .md.")]
Subset = Annotated[SubsetName, typer.Option(help="validation: the films that the model's split kept back.")]
Films = Annotated[int, typer.Option(min=1, help="How many films, chosen by the hash of their names.")]


def _package(model: str) -> "ModelPackage":
    """Return the package that is named."""
    from cxrviewer.inference.package import newest_package, read_package
    from cxrviewer.locations import models_folder

    if model != SHIPPED:
        return read_package(Path(model))
    package = newest_package(models_folder(), "classify")
    if package is None:
        raise ModelError(models_folder(), "holds no classifier")
    return package


def robustness(
    model: Model, data: Data, output: Output, subset: Subset = SubsetName.VALIDATION, films: Films = 300
) -> None:
    """Compare answers for the same films as DICOM, PNG, JPEG, inverted, and moved by 2 pixels."""
    from cxrviewer.training.data_set.film_reader import open_film_reader
    from cxrviewer.training.evaluation.robustness import choose, compare_variants, figures
    from cxrviewer.training.evaluation.robustness_report import write_report
    from cxrviewer.training.evaluation.subsets import records_of_subset

    package = _package(model)
    reader = open_film_reader(package)
    chosen = choose(records_of_subset(package, data, subset), films)
    with interruptible() as context:
        rows = figures(compare_variants(reader, chosen, context))
    output.mkdir(parents=True, exist_ok=True)
    for row in rows:
        print(
            f"{row.variant}: steady {row.steady:.1%} (class the same {row.same_class:.1%}; "
            f"95 % of films change by at most {row.change_95:.3f}, the worst by {row.largest_change:.3f})"
        )
    written = write_report(package, subset, rows, output)
    print(f"written: {', '.join(str(file) for file in written)}")

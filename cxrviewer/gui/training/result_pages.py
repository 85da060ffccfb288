"""What came out of a training, as a page of text."""

from dataclasses import dataclass
from pathlib import Path

from cxrviewer.gui.training.page_markup import page, paragraph, table, title
from cxrviewer.inference.card import Card
from cxrviewer.inference.package import read_package
from cxrviewer.jobs import JobContext

NO_RESULT = page(
    title("No model yet"),
    paragraph("The figures of a model stand here when its training has come to its end.", "quiet"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What came out of a training.

    Attributes
    ----------
    folder
        Of the model package.
    card
        What it says of itself, with its figures.
    """

    folder: Path
    card: Card


def read_result(package: Path, context: JobContext) -> Result:
    """Read what came out of a training.

    Raises
    ------
    ModelError
        If the package is not whole.
    """
    context.checkpoint()
    return Result(package, read_package(package).card)


def result_page(result: Result) -> str:
    """Return the page of a result."""
    card = result.card
    rows = [
        (one.name.replace("_", " "), one.subset, f"{one.value:.3f}", f"{one.low:.3f} to {one.high:.3f}")
        for one in card.metrics
    ]
    return page(
        title(f"{card.name} {card.version}"),
        paragraph("Figures of the films that did not train it, with 95 % intervals."),
        table(("Figure", "Films", "Value", "95 % interval"), rows),
        paragraph(str(result.folder), "quiet"),
    )

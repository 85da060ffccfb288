"""The report of an evaluation: one content, written as a web page and as a PDF."""

from collections.abc import Sequence
from pathlib import Path

from cxrviewer.export.writing import write_bytes
from cxrviewer.training.evaluation.gallery import GalleryPicture
from cxrviewer.training.evaluation.report.html import page
from cxrviewer.training.evaluation.report.pdf import pdf
from cxrviewer.training.evaluation.report.sections import document
from cxrviewer.training.evaluation.schema import Evaluation

HTML, PDF = "report.html", "report.pdf"


def write_report(evaluation: Evaluation, pictures: Sequence[GalleryPicture], folder: Path) -> None:
    """Write `report.html` and `report.pdf`.

    Parameters
    ----------
    evaluation
        The figures.
    pictures
        The gallery of the worst films.
    folder
        It exists.

    Raises
    ------
    FileError
        If a file cannot be written.
    """
    content = document(evaluation, pictures)
    write_bytes(folder / HTML, page(content).encode())
    write_bytes(folder / PDF, pdf(content))

"""The report on a data set as one HTML page with its pictures in it."""

import base64
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import cv2
import numpy as np
import numpy.typing as npt
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cxrviewer.locations import resources_folder
from cxrviewer.study import NOT_FOR_CLINICAL_USE
from cxrviewer.training.preflight.facts import Examined, FilmFacts
from cxrviewer.training.preflight.report import DataReport

_TEMPLATE = "data-report.html.jinja"
_MOST_COPIES = 100
_LEVELS: Mapping[str, str] = MappingProxyType({"blocks": "Blocks", "warning": "Warning", "note": "Note"})


def _png(picture: npt.NDArray[np.uint8]) -> str:
    """Return a grey picture as a PNG in base64."""
    _written, coded = cv2.imencode(".png", picture)
    return base64.b64encode(coded.tobytes()).decode()


def _averages(facts: Sequence[FilmFacts]) -> list[tuple[str, str]]:
    """Return each class with the mean of its thumbnails."""
    labels = sorted({film.record.label for film in facts} - {""})
    means = [
        np.mean([film.thumbnail for film in facts if film.record.label == label], axis=0) for label in labels
    ]
    return [(label, _png(np.rint(mean).astype(np.uint8))) for label, mean in zip(labels, means, strict=True)]


def data_page(report: DataReport, examined: Examined, name: str) -> str:
    """Return the report as HTML that needs no other file.

    Parameters
    ----------
    report
        What was found.
    examined
        What was seen of each film; its thumbnails are shown.
    name
        Of the data set, for the heading.
    """
    thumbnails = {str(film.record.path): film.thumbnail for film in examined.facts}
    copies = [
        (one, [(file, _png(thumbnails[file])) for file in one.files]) for one in report.copies[:_MOST_COPIES]
    ]
    loader = FileSystemLoader(resources_folder() / "preflight")
    template = Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template(_TEMPLATE)
    return template.render(
        report=report,
        name=name,
        levels=_LEVELS,
        averages=_averages(examined.facts),
        copies=copies,
        disclaimer=NOT_FOR_CLINICAL_USE,
    )

"""`predictions.csv`: every film with what the model says of it."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import DataError
from cxrviewer.export.writing import write_bytes
from cxrviewer.training.evaluation.film_answers import CONTROLS, FilmAnswer, film_name
from cxrviewer.training.evaluation.lung_figures import SIDES
from cxrviewer.training.evaluation.lung_measures import LungFits

PREDICTIONS = "predictions.csv"

_FILM = ("file", "sha256", "label", "group", "source", "age_group", "view", "status", "reason")
_MEASURES = ("dice", "iou", "hd95_px", "hd95_mm")


def write_predictions(folder: Path, answers: Sequence[FilmAnswer], labels: Sequence[str], data: Path) -> Path:
    """Write one line for each film and return the file.

    Parameters
    ----------
    folder
        Gets `predictions.csv`.
    answers
        Of all films.
    labels
        Of a classifier; none of a segmentation.
    data
        The data set, whose folder the names of the files are relative to.

    Raises
    ------
    FileError
        If it cannot be written.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*_FILM, *(_class_columns(labels) if labels else _lung_columns())])
    for answer in answers:
        said = _class_cells(answer, labels) if labels else _lung_cells(answer.lungs)
        writer.writerow([film_name(answer.record.path, data), *_film_cells(answer), *said])
    file = folder / PREDICTIONS
    write_bytes(file, stream.getvalue().encode(errors="backslashreplace"))
    return file


def _film_cells(answer: FilmAnswer) -> list[str]:
    record = answer.record
    return [
        answer.sha256,
        record.label,
        record.group,
        record.source,
        answer.age_group,
        answer.view,
        answer.status,
        answer.reason,
    ]


def _class_columns(labels: Sequence[str]) -> list[str]:
    probabilities = [f"p_{label}" for label in labels]
    controls = [f"prediction_{name.replace(' ', '_')}" for name in CONTROLS]
    return ["prediction", *probabilities, "gradcam_lung_share", *controls]


def _class_cells(answer: FilmAnswer, labels: Sequence[str]) -> list[str]:
    said = answer.probabilities
    if said is None:
        return [""] * len(_class_columns(labels))
    controls = [answer.controls.get(name) for name in CONTROLS]
    return [
        labels[int(said.argmax())],
        *(f"{value:.7f}" for value in said),
        _number(answer.lung_share),
        *("" if one is None else labels[int(one.argmax())] for one in controls),
    ]


def _lung_columns() -> list[str]:
    return [*(f"{measure}_{side}" for side in SIDES for measure in _MEASURES), "swapped"]


def _lung_cells(fits: LungFits | None) -> list[str]:
    if fits is None:
        return [""] * len(_lung_columns())
    numbers = [getattr(getattr(fits, side), measure) for side in SIDES for measure in _MEASURES]
    return [*map(_number, numbers), "yes" if fits.swapped else "no"]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.5f}"


@dataclass(frozen=True, slots=True)
class FilmLine:
    """One line of `predictions.csv` of a classifier: column -> text."""

    cells: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """Of the film."""
        return self.cells["sha256"]

    @property
    def measured(self) -> bool:
        """Whether the figures count the film."""
        return bool(self.cells.get("prediction"))

    def probabilities(self, labels: Sequence[str]) -> list[float]:
        """Return them in the order of the labels."""
        return [float(self.cells[f"p_{label}"]) for label in labels]


def read_predictions(folder: Path) -> list[FilmLine]:
    """Read the films of an evaluation of a classifier.

    Raises
    ------
    DataError
        If there is no such file or it lacks a column.
    """
    file = folder / PREDICTIONS
    try:
        with file.open(newline="", encoding="utf-8") as handle:
            lines = [FilmLine(row) for row in csv.DictReader(handle)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{file}: cannot be read as the films of an evaluation") from error
    if lines and not {"sha256", "label", "group"} <= lines[0].cells.keys():
        raise DataError(f"{file}: lacks columns that an evaluation writes")
    return lines

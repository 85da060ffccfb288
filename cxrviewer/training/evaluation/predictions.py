"""`predictions.csv`: every film with what the model says of it."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import DataError
from cxrviewer.export.writing import write_bytes
from cxrviewer.training.evaluation.film_answers import CONTROLS, FilmAnswer, Focus, film_name
from cxrviewer.training.evaluation.lung_figures import SIDES, Side

PREDICTIONS = "predictions.csv"

_FILM = ("file", "sha256", "label", "group", "source", "age_group", "view", "status", "reason")
_FOCUS = ("gradcam_lung_share", "lung_share_of_film", "lung_share_of_frame")
MEASURES = ("dice", "iou", "hd95_px", "hd95_mm")


def column(measure: str, side: Side) -> str:
    """Return what the column of a measure of one lung or both is called."""
    return f"{measure}_{side}"


def probability_column(label: str) -> str:
    """Return what the column of a class's probability is called."""
    return f"p_{label}"


FIT_COLUMNS = tuple(column(measure, side) for side in SIDES for measure in MEASURES)
_LUNG_COLUMNS = (*FIT_COLUMNS, "swapped", "reference_sha256")


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
    writer.writerow([*_FILM, *(_class_columns(labels) if labels else _LUNG_COLUMNS)])
    for answer in answers:
        said = _class_cells(answer, labels) if labels else _lung_cells(answer)
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
    probabilities = map(probability_column, labels)
    controls = [f"prediction_{name.replace(' ', '_')}" for name in CONTROLS]
    return ["prediction", *probabilities, *_FOCUS, *controls]


def _class_cells(answer: FilmAnswer, labels: Sequence[str]) -> list[str]:
    said = answer.probabilities
    if said is None:
        return [""] * len(_class_columns(labels))
    controls = [answer.controls.get(name) for name in CONTROLS]
    return [
        labels[int(said.argmax())],
        *(f"{value:.7f}" for value in said),
        *_focus_cells(answer.focus),
        *("" if one is None else labels[int(one.argmax())] for one in controls),
    ]


def _focus_cells(focus: Focus | None) -> list[str]:
    if focus is None:
        return [""] * len(_FOCUS)
    return [*map(_number, (focus.lung_share, focus.film_area, focus.frame_area))]


def _lung_cells(answer: FilmAnswer) -> list[str]:
    fits = answer.lungs
    if fits is None:
        return [""] * len(_LUNG_COLUMNS)
    numbers = [getattr(getattr(fits, side), measure) for side in SIDES for measure in MEASURES]
    return [*map(_number, numbers), "yes" if fits.swapped else "no", answer.reference_sha256]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.5f}"


@dataclass(frozen=True, slots=True)
class FilmLine:
    """One line of `predictions.csv`: column -> text."""

    cells: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """Of the film."""
        return self.cells["sha256"]

    @property
    def measured(self) -> bool:
        """Whether the figures count the film."""
        return bool(self.cells.get("prediction") or self.cells.get(column("dice", "both")))

    def number(self, name: str) -> float:
        """Return a number; NaN where the cell is empty (DataError if there is something else)."""
        text = self.cells[name]
        try:
            return float(text) if text else math.nan
        except ValueError as error:
            raise DataError(f"{PREDICTIONS}: {text!r} in the column {name} is no number") from error

    def probabilities(self, labels: Sequence[str]) -> list[float]:
        """Return them in the order of the labels."""
        return [self.number(probability_column(label)) for label in labels]


def read_predictions(folder: Path, columns: Sequence[str]) -> list[FilmLine]:
    """Read the films of an evaluation.

    Parameters
    ----------
    folder
        Of the evaluation.
    columns
        That are needed, besides those of the film.

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
    if lines and not {"file", "sha256", "label", "group", *columns} <= lines[0].cells.keys():
        raise DataError(f"{file}: lacks columns that an evaluation writes")
    return lines

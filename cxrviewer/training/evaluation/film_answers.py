"""What a model says of each film of a test set, whatever becomes of the film."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.patches import PatchError
from cxrviewer.errors import CxrviewerError, FileError, UnsuitableError
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.study import Image
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.evaluation.lung_measures import LungFits
from cxrviewer.training.evaluation.status import Status

Floats = npt.NDArray[np.float64]

LUNGS_BLANKED, OUTSIDE_BLANKED = "lungs blanked", "outside blanked"
CONTROLS = (LUNGS_BLANKED, OUTSIDE_BLANKED)

_AGE_ENDS = ((1, "under 1"), (18, "1 to 17"), (40, "18 to 39"), (65, "40 to 64"))
_OLDEST = "65 and older"
_YEARS = {"D": 1 / 365, "W": 7 / 365, "M": 1 / 12, "Y": 1.0}


@dataclass(frozen=True, slots=True)
class Focus:
    """How far the Grad-CAM of the predicted class keeps to the lungs.

    Attributes
    ----------
    lung_share
        Share of its energy in the lungs.
    film_area
        Share of the film that is lung.
    frame_area
        Share of the part that the network sees that is lung: `lung_share` of a map that is the same
        everywhere, and so what chance reaches. Greater than 0.
    """

    lung_share: float
    film_area: float
    frame_area: float

    @property
    def ratio(self) -> float:
        """How many times as much as by chance lies in the lungs."""
        return self.lung_share / self.frame_area


@dataclass(frozen=True, slots=True, eq=False)
class FilmAnswer:
    """What a model says of one film.

    Attributes
    ----------
    record
        The film.
    status, reason
        What became of it, and why; no reason where it was answered.
    sha256
        Of the file; empty where it cannot be read.
    age_group, view
        As the data set tells, else as the DICOM header does; may be empty.
    probabilities
        (classes,) float64 of a classifier; None where there are none.
    focus
        Of the Grad-CAM of the predicted class; None where there is no map or no lung.
    controls
        Name of a control -> (classes,) float64 of the film so changed.
    lungs
        How a segmentation fits its reference; None of a classifier, and where there is none.
    reference_sha256
        Of the reference's labels; empty of a classifier.
    """

    record: FilmRecord
    status: Status
    reason: str = ""
    sha256: str = ""
    age_group: str = ""
    view: str = ""
    probabilities: Floats | None = None
    focus: Focus | None = None
    controls: dict[str, Floats] = field(default_factory=dict)
    lungs: LungFits | None = None
    reference_sha256: str = ""

    @property
    def measured(self) -> bool:
        """Whether there is something to measure."""
        return self.probabilities is not None or self.lungs is not None


Judge = Callable[[FilmRecord, Image], FilmAnswer]
"""Says what a model does of a film that has been read; of what no model was made for, nothing is answered."""


def answer_films(
    judge: Judge, records: Sequence[FilmRecord], context: JobContext, threads: int
) -> tuple[FilmAnswer, ...]:
    """Read every film and let it be judged, several films at a time.

    Parameters
    ----------
    judge
        Safe to call from several threads if there is more than one.
    records
        The films.
    context
        Takes progress and may cancel between films.
    threads
        How many films at a time.
    """
    pool = ThreadPoolExecutor(threads)
    answers = []
    try:
        for number, answer in enumerate(pool.map(lambda record: _answer(judge, record), records)):
            context.progress(number / len(records), f"film {number + 1} of {len(records)}")
            answers.append(answer)
    finally:
        pool.shutdown(cancel_futures=True)
    return tuple(answers)


def film_threads() -> int:
    """Return how many films are worth reading at a time: one for each core, but no more than memory bears."""
    return min(8, os.cpu_count() or 1)


def _answer(judge: Judge, record: FilmRecord) -> FilmAnswer:
    """Read a film and let it be judged."""
    try:
        image = read_image(record.path)
    except CxrviewerError as error:
        return FilmAnswer(record, Status.FAILED, reason_of(error))
    known = FilmAnswer(
        record,
        Status.ANSWERED,
        sha256=image.source.sha256,
        age_group=record.age_group or age_group(record.age) or age_group(years(image.text.patient_age)),
        view=record.view or image.text.view_position.upper(),
    )
    try:
        judged = judge(record, image)
    except (UnsuitableError, PatchError) as error:
        return replace(known, status=Status.ABSTAINED, reason=error.reason)
    except CxrviewerError as error:
        return replace(known, status=Status.FAILED, reason=reason_of(error))
    return replace(judged, sha256=known.sha256, age_group=known.age_group, view=known.view)


def reason_of(error: CxrviewerError) -> str:
    """Return why a film cannot be used; the film's name stands beside it."""
    return error.reason if isinstance(error, FileError) else str(error)


def years(age: str) -> float | None:
    """Return a Patient's Age (PS3.5 table 6.2-1, AS) in years; None where it says nothing."""
    unit = age[-1:].upper()
    return int(age[:-1]) * _YEARS[unit] if unit in _YEARS and age[:-1].isdigit() else None


def age_group(age: float | None) -> str:
    """Return the group of an age in years; an empty text of none."""
    if age is None:
        return ""
    return next((name for end, name in _AGE_ENDS if age < end), _OLDEST)


def film_name(path: Path, data: Path) -> str:
    """Return a film's path within its data set, with forward slashes; of others the name alone."""
    base = data if data.is_dir() else data.parent
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name

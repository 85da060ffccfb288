"""What is looked at of each film: its hash, its size, its borders and a thumbnail."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.display import render_unit
from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.preprocessing import FloatMap
from cxrviewer.jobs import JobContext
from cxrviewer.readers import read_image
from cxrviewer.study import Image
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.patients import patient_key

THUMBNAIL = 64

_BORDER = 0.04  # width of the frame that is called the border, as a share of each side
_CORNER = 0.2
_BLACK, _WHITE = 0.02, 0.98

Bytes = npt.NDArray[np.uint8]
FindLungs = Callable[[FilmRecord, FloatMap], Bytes]


@dataclass(frozen=True, slots=True, eq=False)
class FilmFacts:
    """What is known of a film once it has been read.

    Attributes
    ----------
    record
        The film.
    sha256
        Of the file, see `ImageSource.sha256`.
    patient
        Hash of the Patient ID in the header (see `patient_key`); empty where there is none.
    format, rows, columns, bits
        Kind of file, size, and the bits that its largest grey value takes (8 of any 8-bit picture).
    border_grey, black_border, corner_marks
        Mean grey of the film's border; share of it that is black; share of pixels that are white in the
        corner with the most of them, as burnt-in letters are. All 0 to 1.
    thumbnail
        (64, 64) uint8, bright = dense, the aspect ratio ignored.
    lungs
        (64, 64) uint8, 255 where all of a cell is lung; None where nobody looked for them.
    """

    record: FilmRecord
    sha256: str
    patient: str
    format: str
    rows: int
    columns: int
    bits: int
    border_grey: float
    black_border: float
    corner_marks: float
    thumbnail: Bytes
    lungs: Bytes | None = None

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.columns / self.rows


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A film that cannot be used, and the sentence that says why."""

    record: FilmRecord
    reason: str


@dataclass(frozen=True, slots=True)
class Examined:
    """All films of a data set after they have been read.

    Attributes
    ----------
    facts
        Of the films that can be read, in the order of the data set.
    unreadable
        The others.
    """

    facts: tuple[FilmFacts, ...]
    unreadable: tuple[Unreadable, ...]


def _bits(image: Image) -> int:
    """Return the bits that the stored values take."""
    if image.pixels.dtype.kind == "f" or image.pixels.dtype.itemsize == 1:
        return image.pixels.dtype.itemsize * 8
    return max(1, int(np.abs(image.pixels.astype(np.int64)).max()).bit_length())


def _border(unit: FloatMap) -> FloatMap:
    """Return the pixels of the film's frame."""
    high, wide = (max(1, round(_BORDER * side)) for side in unit.shape)
    parts = (unit[:high], unit[-high:], unit[high:-high, :wide], unit[high:-high, -wide:])
    return np.concatenate([part.ravel() for part in parts])


def _corner_marks(unit: FloatMap) -> float:
    """Return the share of white pixels in the corner that has most of them."""
    high, wide = (max(1, round(_CORNER * side)) for side in unit.shape)
    corners = (unit[:high, :wide], unit[:high, -wide:], unit[-high:, :wide], unit[-high:, -wide:])
    return max(float((corner >= _WHITE).mean()) for corner in corners)


def _thumbnail(picture: FloatMap) -> Bytes:
    """Return (64, 64) uint8 of a picture in [0, 1]."""
    small = cv2.resize(picture, (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA)
    return np.asarray(np.rint(small * 255), np.uint8)


def examine_film(record: FilmRecord, find_lungs: FindLungs | None = None) -> FilmFacts:
    """Read a film and note what the checks need of it.

    Parameters
    ----------
    record
        The film.
    find_lungs
        Returns the labels of a film's lungs, (rows, columns) uint8, 0 where none is; None to leave them out.

    Raises
    ------
    CxrviewerError
        If it cannot be read.
    """
    image = read_image(record.path)
    unit = render_unit(image)
    border = _border(unit)
    lungs = None if find_lungs is None else (find_lungs(record, unit) > 0).astype(np.float32)
    return FilmFacts(
        record,
        image.source.sha256,
        patient_key(image.text.patient_id) if image.text.patient_id.strip() else "",
        image.source.format,
        image.rows,
        image.columns,
        _bits(image),
        float(border.mean()),
        float((border <= _BLACK).mean()),
        _corner_marks(unit),
        _thumbnail(unit),
        None if lungs is None else _thumbnail(lungs),
    )


def _facts_or_reason(record: FilmRecord, find_lungs: FindLungs | None) -> FilmFacts | Unreadable:
    """Return what is known of a film, or why it cannot be read."""
    try:
        return examine_film(record, find_lungs)
    except CxrviewerError as error:
        return Unreadable(record, str(error))


def examine(
    records: Sequence[FilmRecord],
    context: JobContext,
    find_lungs: FindLungs | None = None,
    with_lungs: Collection[FilmRecord] = (),
) -> Examined:
    """Read every film once, two at a time.

    Parameters
    ----------
    records
        The films.
    context
        Takes progress and may cancel between films.
    find_lungs, with_lungs
        How lungs are found, and of which films.
    """
    found: list[FilmFacts | Unreadable] = []
    wanted = frozenset(with_lungs)
    pool = ThreadPoolExecutor(2, thread_name_prefix="cxrviewer-examine")
    try:
        jobs = pool.map(
            lambda record: partial(_facts_or_reason, find_lungs=find_lungs if record in wanted else None)(
                record
            ),
            records,
        )
        for number, one in enumerate(jobs, start=1):
            context.progress(number / len(records), f"looking at film {number} of {len(records)}")
            found.append(one)
    finally:
        pool.shutdown(cancel_futures=True)
    return Examined(
        tuple(one for one in found if isinstance(one, FilmFacts)),
        tuple(one for one in found if isinstance(one, Unreadable)),
    )

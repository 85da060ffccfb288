"""Which pictures somebody must look at before copies of them leave."""

from dataclasses import dataclass, field
from pathlib import Path

from cxrviewer.export.deidentification.burned_in import BurnedIn, burned_in
from cxrviewer.export.deidentification.header_values import number_of
from cxrviewer.export.deidentification.pixels import frame_count
from cxrviewer.readers.dicom.parsing import DicomFile, parse
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.dicom.text import study_text
from cxrviewer.readers.files import open_film, raster_kind
from cxrviewer.readers.raster import raster_size
from cxrviewer.study import StudyText

UNSAID = BurnedIn(False, "cannot say whether text is burnt in: look at the picture")
"""Of picture files, which have no header."""

_START = 132


@dataclass(frozen=True, slots=True)
class Look:
    """A file whose picture must be looked at.

    Attributes
    ----------
    path
        The file.
    fear
        What must be thought of it.
    rows, columns, frames
        Its size as stated.
    text
        Patient and study.
    """

    path: Path
    fear: BurnedIn
    rows: int
    columns: int
    frames: int = 1
    text: StudyText = field(default_factory=StudyText)


def survey_file(path: Path) -> Look | None:
    """Return what must be looked at in a file; None where its header says that nothing is burnt in.

    Raises
    ------
    ReadError
        If it cannot be read.
    """
    with open_film(path) as film:
        kind = raster_kind(film.content.read(0, _START))
        return Look(path, UNSAID, *raster_size(film, kind)) if kind else _instance(parse(film))


def _instance(file: DicomFile) -> Look | None:
    fear = burned_in(file.header) if file.pixels is not None else None
    if fear is None:
        return None
    rows, columns = (number_of(file.header, keyword, 0) for keyword in ("Rows", "Columns"))
    return Look(file.path, fear, rows, columns, frame_count(file.header), study_text(Tags(file.header)))

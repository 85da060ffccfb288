"""What a list of films needs to know of a file: its header, without its pixels."""

from dataclasses import dataclass
from pathlib import Path

from pydicom.datadict import tag_for_keyword

from cxrviewer.readers.dicom.parsing import is_pixel_data, read_header_elements, transfer_syntax
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.dicom.text import class_name, study_text, text_tags
from cxrviewer.readers.files import OpenFile, open_film, raster_kind
from cxrviewer.readers.raster import raster_size
from cxrviewer.study import StudyText

_START = 132
_FIRST_GROUP_AFTER_IMAGE_PIXEL = 0x0029
_SIZE_KEYWORDS = ("Rows", "Columns", "NumberOfFrames")
_WANTED = [*text_tags(), *(tag for tag in map(tag_for_keyword, _SIZE_KEYWORDS) if tag is not None)]


@dataclass(frozen=True, slots=True)
class FileHeader:
    """What a file says of itself before its pixels.

    Attributes
    ----------
    path, size_bytes, modified_ns
        The file and its state when it was read.
    format
        "DICOM", "PNG", "JPEG" or "TIFF".
    text
        Patient, study, series and image; empty for other formats than DICOM.
    rows, columns, frames
        Size as stated; 0 where the file states none.
    transfer_syntax_uid
        Of a DICOM file, else empty.
    is_image
        Whether the file states a picture; if not, `description` names what it is.
    description
        Name of the SOP Class, or of the format.
    """

    path: Path
    size_bytes: int
    modified_ns: int
    format: str
    text: StudyText
    rows: int
    columns: int
    frames: int
    transfer_syntax_uid: str
    is_image: bool
    description: str


def read_header(path: Path) -> FileHeader:
    """Read the header of a DICOM, PNG, JPEG or TIFF file; no pixel is read or checked.

    Raises
    ------
    ReadError
        If there is no such file, or it is of no such format.
    """
    with open_film(path) as film:
        kind = raster_kind(film.content.read(0, _START))
        return _raster_header(film, kind) if kind else _dicom_header(film)


def _dicom_header(film: OpenFile) -> FileHeader:
    """Read patient, study, series and size of a DICOM file (PS3.3 C.7)."""
    elements, _, _ = read_header_elements(film, _is_behind, _WANTED)
    tags = Tags(elements)
    rows, columns, frames = (_size(tags, keyword) for keyword in _SIZE_KEYWORDS)
    text = study_text(tags)
    is_image = min(rows, columns) > 0
    return FileHeader(
        path=film.path,
        size_bytes=film.size,
        modified_ns=film.modified_ns,
        format="DICOM",
        text=text,
        rows=rows,
        columns=columns,
        frames=max(1, frames) if is_image else 0,
        transfer_syntax_uid=str(transfer_syntax(elements)),
        is_image=is_image,
        description=class_name(tags),
    )


def _is_behind(tag: int) -> bool:
    """Return whether an element comes after all that a list shows."""
    return tag >> 16 >= _FIRST_GROUP_AFTER_IMAGE_PIXEL or is_pixel_data(tag)


def _size(tags: Tags, keyword: str) -> int:
    """Return a number of pixels or frames; 0 where it is absent or impossible."""
    return max(0, tags.integer(keyword) or 0)


def _raster_header(film: OpenFile, kind: str) -> FileHeader:
    """Read the size of a picture."""
    rows, columns, frames = raster_size(film, kind)
    return FileHeader(
        path=film.path,
        size_bytes=film.size,
        modified_ns=film.modified_ns,
        format=kind,
        text=StudyText(),
        rows=rows,
        columns=columns,
        frames=frames,
        transfer_syntax_uid="",
        is_image=True,
        description=f"{kind} picture",
    )

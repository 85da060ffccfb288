"""The clinical priority that a file states."""

from pathlib import Path

from pydicom.datadict import tag_for_keyword

from cxrviewer.readers.dicom.parsing import is_pixel_data, read_header_elements
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.files import open_film, raster_kind

_START = 132
# PS3.3 C.4.11, and the retired attribute of the study that older systems write
_KEYWORDS = ("RequestedProcedurePriority", "StudyPriorityID")
_WANTED = [tag for tag in map(tag_for_keyword, _KEYWORDS) if tag is not None]


def read_priority(path: Path) -> str:
    """Return the Requested Procedure Priority of a DICOM file, else its Study Priority ID.

    Returns
    -------
    As written, e.g. "STAT"; empty where neither is stated, and of other pictures.

    Raises
    ------
    ReadError
        If there is no such file, or it is damaged or of no such format.
    """
    with open_film(path) as film:
        if raster_kind(film.content.read(0, _START)):
            return ""
        elements, _, _ = read_header_elements(film, _is_behind, _WANTED)
    tags = Tags(elements)
    return next(filter(None, map(tags.text, _KEYWORDS)), "")


def _is_behind(tag: int) -> bool:
    """Return whether an element comes after both."""
    return tag > max(_WANTED) or is_pixel_data(tag)

"""DICOM files that carry their labels themselves."""

from pathlib import Path

from pydicom.datadict import tag_for_keyword

from cxrviewer.errors import DataError, ReadError
from cxrviewer.readers.dicom.parsing import is_pixel_data, read_header_elements
from cxrviewer.readers.files import open_film
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.patients import DICOM_SUFFIXES


def records_of_tag(folder: Path, keyword: str) -> list[FilmRecord]:
    """List the DICOM files below a folder, labelled with the value of one of their attributes.

    Parameters
    ----------
    folder
        Files in it whose names end in .dcm, .dicom, or have no ending.
    keyword
        Of the attribute (PS3.6), e.g. StudyDescription. Blanks around the value do not count; a file without
        it has an empty label.

    Raises
    ------
    DataError
        If there is no such attribute.
    """
    tag = tag_for_keyword(keyword)
    if tag is None:
        raise DataError(f"{keyword!r} is no keyword of a DICOM attribute")
    files = sorted(
        file
        for file in folder.rglob("*")
        if file.is_file() and file.suffix.lower() in DICOM_SUFFIXES and file.name != "DICOMDIR"
    )
    return [
        FilmRecord(file, _value(file, tag), file.relative_to(folder).as_posix(), "", None) for file in files
    ]


def _value(file: Path, tag: int) -> str:
    """Return the attribute's value; an empty text if it has none, or the file cannot be read."""
    try:
        with open_film(file) as film:
            elements, _rest, _skipped = read_header_elements(film, is_pixel_data, [tag])
    except ReadError:
        return ""
    return str(elements[tag].value or "").strip() if tag in elements else ""

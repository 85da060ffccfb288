"""Whether an object that has arrived is what its sender says, and whole."""

from pathlib import Path

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicom.fragments import read_fragments
from cxrviewer.readers.dicom.parsing import DicomFile, parse
from cxrviewer.readers.files import open_film
from cxrviewer.serving.status import CANNOT_UNDERSTAND, DOES_NOT_MATCH, RefusalError


def check_object(path: Path, sop_class: str, sop_instance: str) -> None:
    """Refuse a file that is not the object that was announced, or lacks a part of its pixel data.

    Parameters
    ----------
    path
        The file.
    sop_class, sop_instance
        UIDs in the request.

    Raises
    ------
    RefusalError
        With the status that fits (PS3.4 B.2.3).
    """
    try:
        with open_film(path) as film:
            file = parse(film)
            for name, keyword, announced in (
                ("SOP Class", "SOPClassUID", sop_class),
                ("SOP Instance UID", "SOPInstanceUID", sop_instance),
            ):
                _check_same(name, str(file.header.get(keyword) or ""), announced)
            _check_pixels(file)
    except ReadError as error:
        raise RefusalError(CANNOT_UNDERSTAND, f"its data set {error.reason}") from error


def _check_same(name: str, stated: str, announced: str) -> None:
    """Refuse an object whose header states another UID than the request, or none."""
    if not stated:
        raise RefusalError(CANNOT_UNDERSTAND, f"its data set states no {name}")
    if stated != announced:
        raise RefusalError(DOES_NOT_MATCH, f"its {name} is not the one announced")


def _check_pixels(file: DicomFile) -> None:
    """Refuse an image without pixel data, or with less of them than it declares."""
    pixels = file.pixels
    if pixels is None:
        raise RefusalError(DOES_NOT_MATCH, "it has no pixel data")
    try:
        is_cut = (
            read_fragments(pixels.value).cut
            if pixels.declared is None
            else pixels.value.length < pixels.declared
        )
    except ValueError as error:
        raise RefusalError(CANNOT_UNDERSTAND, f"its pixel data have {error}") from error
    if is_cut:
        raise RefusalError(CANNOT_UNDERSTAND, "its pixel data are cut off")

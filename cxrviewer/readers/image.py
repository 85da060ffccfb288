"""A file of any kind that the program reads -> `Image`."""

from pathlib import Path

from cxrviewer.readers.dicom import read_dicom
from cxrviewer.readers.files import open_film, raster_kind
from cxrviewer.readers.raster import read_raster
from cxrviewer.study import Image

_START = 132


def read_image(path: Path, frame: int = 1) -> Image:
    """Decode one frame of a DICOM, PNG, JPEG or TIFF file; its content tells which, not its name.

    Parameters
    ----------
    path
        A regular file.
    frame
        One-based frame of a multi-frame DICOM, or page of a TIFF.

    Returns
    -------
    The image, with notices on everything of the file that had to be left out.

    Raises
    ------
    ReadError
        If there is no such file or frame, or it cannot be shown rightly; one sentence with file and reason.
    """
    with open_film(path) as film:
        kind = raster_kind(film.content.read(0, _START))
        return read_raster(film, kind, frame) if kind else read_dicom(film, frame)

"""A file of any kind that the program reads -> `Image`."""

import hashlib
from pathlib import Path

from cxrviewer.readers.dicom import read_dicom
from cxrviewer.readers.files import is_raster, read_bytes
from cxrviewer.readers.raster import read_raster
from cxrviewer.study import Image


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
    data = read_bytes(path)
    sha256 = hashlib.sha256(data).hexdigest()
    if is_raster(data[:132]):
        return read_raster(path, data, frame, sha256)
    return read_dicom(path, data, frame, sha256)

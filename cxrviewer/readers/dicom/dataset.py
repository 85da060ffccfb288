"""The header of a DICOM file as it stands, for what is written beside it."""

from pathlib import Path

from pydicom.dataset import Dataset

from cxrviewer.readers.dicom.parsing import parse
from cxrviewer.readers.files import open_film


def read_dataset(path: Path) -> Dataset:
    """Return everything that a DICOM file holds before its pixel data, file meta information included.

    Raises
    ------
    ReadError
        If there is no such file, or it holds no DICOM data set.
    """
    with open_film(path) as film:
        return parse(film).header

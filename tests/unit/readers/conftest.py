"""A factory of DICOM files: real pydicom data sets, written to disk."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, generate_uid

DX_FOR_PRESENTATION = "1.2.840.10008.5.1.4.1.1.1.1"

WriteDicom = Callable[..., Path]


def item(**attributes: object) -> Dataset:
    """A data set, e.g. an item of a sequence."""
    dataset = Dataset()
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return dataset


def film(rows: int, columns: int, syntax: UID, attributes: dict[str, object]) -> Dataset:
    """A grey film without pixels; attributes that are None are left out."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = DX_FOR_PRESENTATION
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = syntax
    given = {
        "SOPClassUID": DX_FOR_PRESENTATION,
        "SOPInstanceUID": meta.MediaStorageSOPInstanceUID,
        "Modality": "DX",
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": rows,
        "Columns": columns,
        "BitsAllocated": 16,
        "BitsStored": 16,
        "HighBit": 15,
        "PixelRepresentation": 0,
        **attributes,
    }
    dataset = item(**{keyword: value for keyword, value in given.items() if value is not None})
    dataset.file_meta = meta
    return dataset


@pytest.fixture
def write_dicom(tmp_path: Path) -> WriteDicom:
    """Write a film: `write_dicom(cells, syntax=..., streams=[...], name=..., **attributes)`.

    `cells` are the pixel cells as they shall lie in the file: (rows, columns, ...) unsigned integers, or
    (frames, rows, columns) with NumberOfFrames; `streams` are compressed frames in their place.
    """

    def write(
        cells: np.ndarray,
        *,
        syntax: UID = ExplicitVRLittleEndian,
        streams: Sequence[bytes] | None = None,
        name: str = "film.dcm",
        **attributes: object,
    ) -> Path:
        rows, columns = cells.shape[1:3] if "NumberOfFrames" in attributes else cells.shape[:2]
        dataset = film(rows, columns, syntax, attributes)
        big = syntax == ExplicitVRBigEndian
        data = cells.astype(cells.dtype.newbyteorder(">" if big else "<")).tobytes()
        dataset.PixelData = encapsulate(list(streams)) if streams else data + b"\0" * (len(data) % 2)
        dataset["PixelData"].VR = "OB" if streams else "OW"
        path = tmp_path / name
        dataset.save_as(path, enforce_file_format=True)
        return path

    return write


@pytest.fixture
def make_item() -> Callable[..., Dataset]:
    """Make an item of a sequence of its attributes."""
    return item

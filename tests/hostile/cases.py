"""What a hostile file is: bytes or an odd thing on disk, and what must come of opening it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from pathlib import Path

import imagecodecs
import numpy as np
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels.encoders import RLELosslessEncoder
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

ROWS, COLUMNS = 40, 30
CELLS = (np.arange(ROWS * COLUMNS, dtype=np.uint16) * 3).reshape(ROWS, COLUMNS)
DX = "1.2.840.10008.5.1.4.1.1.1.1"


class Outcome(Enum):
    """What may come of opening a file."""

    PICTURE = "the right picture, without a mark"
    MARKED = "a picture with a mark"
    REFUSAL = "a refusal"
    MARKED_OR_REFUSAL = "a picture with a mark, or a refusal"
    RIGHT_OR_SAID = "the right picture, or one with a mark, or a refusal"
    ANY = "any of these: nothing in the file tells that it is wrong"


@dataclass(frozen=True)
class Case:
    """One hostile file: its bytes, or a function that makes it at a path."""

    name: str
    outcome: Outcome
    content: bytes | Callable[[Path], None]

    def write(self, folder: Path) -> Path:
        """Make the file in a folder of its own."""
        path = folder / self.name
        if isinstance(self.content, bytes):
            path.write_bytes(self.content)
        else:
            self.content(path)
        return path


def film(**attributes: object) -> Dataset:
    """A right film without pixels; attributes that are None are left out."""
    dataset = Dataset()
    given = {
        "SOPClassUID": DX,
        "SOPInstanceUID": "1.2.3.4",
        "StudyDate": "20240131",
        "Modality": "DX",
        "PatientName": "Doe^Jane",
        "PatientID": "123",
        "StudyInstanceUID": "1.2.3",
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": ROWS,
        "Columns": COLUMNS,
        "PixelSpacing": [0.2, 0.2],
        "BitsAllocated": 16,
        "BitsStored": 16,
        "HighBit": 15,
        "PixelRepresentation": 0,
        "WindowCenter": 1800,
        "WindowWidth": 3600,
        **attributes,
    }
    for keyword, value in given.items():
        if value is not None:
            setattr(dataset, keyword, value)
    return dataset


def written(dataset: Dataset, syntax: UID = ExplicitVRLittleEndian) -> bytes:
    """A data set as a file."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = syntax
    meta.MediaStorageSOPClassUID = dataset.get("SOPClassUID", DX)
    meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    dataset.file_meta = meta
    stream = BytesIO()
    dataset.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def native(syntax: UID = ExplicitVRLittleEndian, cells: np.ndarray = CELLS, **attributes: object) -> bytes:
    """A film with uncompressed pixels."""
    dataset = film(**attributes)
    order = ">" if syntax == ExplicitVRBigEndian else "<"
    data = cells.astype(cells.dtype.newbyteorder(order)).tobytes()
    dataset.PixelData = data + b"\0" * (len(data) % 2)
    dataset["PixelData"].VR = "OW"
    return written(dataset, syntax)


def compressed(syntax: UID, stream: bytes | None = None, **attributes: object) -> bytes:
    """A film with compressed pixels."""
    eight = {"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7} if syntax == JPEGBaseline8Bit else {}
    twelve = {"BitsStored": 12, "HighBit": 11} if syntax == JPEGExtended12Bit else {}
    dataset = film(**{**eight, **twelve, **attributes})
    dataset.PixelData = encapsulate([ENCODED[syntax] if stream is None else stream])
    dataset["PixelData"].VR = "OB"
    return written(dataset, syntax)


def _rle() -> bytes:
    return RLELosslessEncoder.encode(
        CELLS,
        rows=ROWS,
        columns=COLUMNS,
        samples_per_pixel=1,
        bits_allocated=16,
        bits_stored=16,
        pixel_representation=0,
        number_of_frames=1,
        photometric_interpretation="MONOCHROME2",
    )


ENCODED: dict[UID, bytes] = {
    RLELossless: _rle(),
    JPEGBaseline8Bit: imagecodecs.jpeg8_encode((CELLS >> 4).astype(np.uint8), level=95),
    JPEGExtended12Bit: imagecodecs.jpeg8_encode(CELLS, level=95, bitspersample=12),
    JPEGLosslessSV1: imagecodecs.jpeg8_encode(CELLS, lossless=True, bitspersample=16),
    JPEGLSLossless: imagecodecs.jpegls_encode(CELLS),
    JPEG2000Lossless: imagecodecs.jpeg2k_encode(CELLS, codecformat="j2k", reversible=True),
    HTJ2KLossless: imagecodecs.htj2k_encode(CELLS, reversible=True),
}
UNCOMPRESSED = (
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
)


def value_starts(data: bytes) -> dict[int, int]:
    """Where the value of each element of an explicit little endian film begins."""
    dataset = dcmread(BytesIO(data))
    return {int(tag): dataset.get_item(tag).value_tell for tag in sorted(dataset.keys())}

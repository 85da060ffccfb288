"""Real DICOM films of every kind that the display must get right: how one is made and written."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

_SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
_NATIVE = (
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
)
ROWS, COLUMNS = 48, 56

Cells = npt.NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Film:
    """A constructed file and the frame of it that is rendered.

    Attributes
    ----------
    name
        Unique; the file is called so.
    dataset
        Complete, with pixel data.
    frame
        One-based.
    beyond_dcmtk
        Why dcmtk's picture is no reference, with the standard's section; empty where it is one.
    twin
        The same picture in an encoding that dcmtk reads, if it does not read this one.
    """

    name: str
    dataset: Dataset
    frame: int = 1
    beyond_dcmtk: str = ""
    twin: Dataset | None = None

    def write(self, folder: Path) -> Path:
        """Write the file and return its path."""
        path = folder / f"{self.name}.dcm"
        self.dataset.save_as(path, enforce_file_format=True)
        return path


def item(**attributes: object) -> Dataset:
    """Return a data set, e.g. an item of a sequence; attributes that are None are left out."""
    dataset = Dataset()
    for keyword, value in attributes.items():
        if value is not None:
            setattr(dataset, keyword, value)
    return dataset


def ramp(
    bits: int, *, signed: bool = False, rows: int = ROWS, columns: int = COLUMNS
) -> npt.NDArray[np.int64]:
    """Return (rows, columns) stored values from the least to the greatest of `bits` bits, with some noise."""
    low, span = (-(1 << (bits - 1)) if signed else 0), (1 << bits) - 1
    values = np.rint(np.linspace(0, span, rows * columns)).astype(np.int64).reshape(rows, columns)
    noise = np.random.default_rng(bits).integers(-span // 64, span // 64 + 1, values.shape)
    noisy = np.clip(values + noise, 0, span)
    noisy[0, 0], noisy[-1, -1] = 0, span
    return noisy + low


def dataset_of(
    cells: Cells, *, syntax: UID = ExplicitVRLittleEndian, streams: Iterable[bytes] = (), **attributes: object
) -> Dataset:
    """Return a complete data set.

    Parameters
    ----------
    cells
        The pixel cells as they shall lie in the file, integers or floats of their allocated size; the first
        axis is that of frames where NumberOfFrames is given.
    syntax
        Transfer syntax; big endian cells are swapped here.
    streams
        Compressed frames in the place of `cells`.
    attributes
        Beyond, or instead of, those of a 16-bit MONOCHROME2 image; None leaves one out.
    """
    axis = 1 if "NumberOfFrames" in attributes else 0
    bits = cells.dtype.itemsize * 8
    defaults: dict[str, object] = {
        "SOPClassUID": _SECONDARY_CAPTURE,
        "SOPInstanceUID": "1.2.3.4",
        "Modality": "OT",
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": cells.shape[axis],
        "Columns": cells.shape[axis + 1],
        "BitsAllocated": bits,
        "BitsStored": bits,
        "PixelRepresentation": int(cells.dtype.kind == "i"),
    }
    given = defaults | attributes
    if given["BitsStored"] is not None:
        given.setdefault("HighBit", int(str(given["BitsStored"])) - 1)
    dataset = item(**given)
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = _SECONDARY_CAPTURE
    dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    _add_pixels(dataset, cells, syntax, list(streams))
    return dataset


def _add_pixels(dataset: Dataset, cells: Cells, syntax: UID, streams: list[bytes]) -> None:
    """Add the element of the pixel data, as floats, words, bytes or fragments."""
    if cells.dtype.kind == "f":
        keyword = "FloatPixelData" if cells.dtype.itemsize == 4 else "DoubleFloatPixelData"
        setattr(dataset, keyword, cells.tobytes())
        return
    if streams:
        dataset.PixelData = encapsulate(streams)
        dataset["PixelData"].VR = "OB"
        return
    assert syntax in _NATIVE, "a compressed film needs its streams"
    order = ">" if syntax == ExplicitVRBigEndian else "<"
    data = cells.astype(cells.dtype.newbyteorder(order)).tobytes()
    dataset.PixelData = data + b"\0" * (len(data) % 2)
    dataset["PixelData"].VR = "OB" if cells.dtype.itemsize == 1 else "OW"


def cells_of(
    values: npt.NDArray[np.int64], allocated: int = 16, shift: int = 0, bits: int | None = None
) -> Cells:
    """Return stored values as unsigned cells; `bits` masks the sign's copies, `shift` moves the value up."""
    masked = values & ((1 << (bits or allocated)) - 1)
    return (masked << shift).astype(f"u{allocated // 8}")


def grey(
    name: str,
    bits: int = 12,
    *,
    signed: bool = False,
    allocated: int = 16,
    beyond_dcmtk: str = "",
    **attributes: object,
) -> Film:
    """Return a film with the full range of `bits` bits; sign bits fill the cell (PS3.5 8.1.1)."""
    cells = cells_of(ramp(bits, signed=signed), allocated)
    reason = beyond_dcmtk or _gap_of_dcmtk(attributes)
    given = {"BitsStored": bits, "PixelRepresentation": int(signed)} | attributes
    return Film(name, dataset_of(cells, **given), beyond_dcmtk=reason)  # type: ignore[arg-type]


def _gap_of_dcmtk(attributes: dict[str, object]) -> str:
    """Return why dcmtk 3.6.7 cannot show a film with these attributes, if it cannot."""
    if attributes.get("VOILUTFunction") == "LINEAR_EXACT":
        return "dcmtk does not know LINEAR_EXACT (PS3.3 C.11.2.1.3.2)"
    if abs(float(str(attributes.get("RescaleSlope", 1)))) < 1:
        return "dcmtk rounds modality values to integers (PS3.3 C.11.1.1.2)"
    return ""


def table(
    entries: Iterable[int], first: int = 0, bits: int = 16, *, packed: bool | None = None, **more: object
) -> Dataset:
    """Return an item of a Modality LUT or VOI LUT sequence (PS3.3 C.11.1.1.1).

    Parameters
    ----------
    entries
        The table; 65,536 of them are written as 0.
    first
        First mapped value; a negative one is written as SS.
    bits
        Bits of an entry.
    packed
        False: LUT Data as US words. True: as OW with two entries a word. None: as OW words.
    """
    values = np.asarray(list(entries), np.uint16)
    lut = Dataset()
    vr = "SS" if first < 0 else "US"
    lut.add_new("LUTDescriptor", vr, [values.size % 65536, first, bits])
    if packed is False:
        lut.add_new("LUTData", "US", values.tolist())
    elif packed:
        data = values.astype(np.uint8).tobytes()
        lut.add_new("LUTData", "OW", data + b"\0" * (len(data) % 2))
    else:
        lut.add_new("LUTData", "OW", values.astype("<u2").tobytes())
    for keyword, value in more.items():
        setattr(lut, keyword, value)
    return lut

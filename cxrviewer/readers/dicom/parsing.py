"""From the bytes of a file to its header and the place of its pixel data; no pixel is touched here."""

import logging
import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pydicom
from pydicom import config
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset, read_preamble
from pydicom.tag import BaseTag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from cxrviewer.errors import ReadError
from cxrviewer.readers.files import MAX_FRAME_BYTES, has_dicom_preamble

# Files are checked by this package, which says what it leaves out; pydicom's own remarks would only repeat
# values of the header on the terminal.
config.settings.reading_validation_mode = config.IGNORE
logging.getLogger("pydicom").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", module=r"pydicom(\.|$)")

_PIXEL_KEYWORDS = {
    0x7FE00008: "FloatPixelData",
    0x7FE00009: "DoubleFloatPixelData",
    0x7FE00010: "PixelData",
}
_PIXEL_VRS = {b"OB", b"OW", b"OF", b"OD", b"UN"}
_UNDEFINED_LENGTH = 0xFFFFFFFF
_TELLING_TAGS = ("SOPClassUID", "Rows", "StudyInstanceUID", "PatientID", "Modality")


@dataclass(frozen=True, slots=True, eq=False)
class PixelElement:
    """The element that holds the pixel data.

    Attributes
    ----------
    keyword
        "PixelData", "FloatPixelData" or "DoubleFloatPixelData".
    vr
        Value representation, or an empty text in implicit VR.
    value
        What the file holds of the value.
    declared
        Bytes that the value should have; None where the length is undefined (encapsulated).
    """

    keyword: str
    vr: str
    value: memoryview
    declared: int | None


@dataclass(frozen=True, slots=True, eq=False)
class DicomFile:
    """A parsed file.

    Attributes
    ----------
    path
        As the user named it.
    header
        Everything before the pixel data.
    transfer_syntax
        From the file meta information, or guessed from the encoding where there is none.
    little_endian
        Byte order of the data set.
    pixels
        The pixel data element, or None.
    """

    path: Path
    header: Dataset
    transfer_syntax: UID
    little_endian: bool
    pixels: PixelElement | None


def parse(path: Path, data: bytes) -> DicomFile:
    """Parse the header of a DICOM file (PS3.10 7), with or without preamble and file meta information.

    Raises
    ------
    ReadError
        If the data are no DICOM data set, or a damaged one.
    """
    try:
        return _parse(path, data)
    except ReadError:
        raise
    except Exception as error:  # pydicom raises anything on damaged files
        state = "is damaged" if has_dicom_preamble(data) else "is not a DICOM file"
        raise ReadError(path, f"{state}: its header cannot be read") from error


def _parse(path: Path, data: bytes) -> DicomFile:
    """Parse, letting pydicom's own errors pass."""
    syntax, start = _meta_information(data)
    if syntax == DeflatedExplicitVRLittleEndian:
        data = _inflate(path, data[start:])
    stream = BytesIO(data)
    header = pydicom.dcmread(stream, stop_before_pixels=True, force=True)
    if not (has_dicom_preamble(data) or any(keyword in header for keyword in _TELLING_TAGS)):
        raise ReadError(path, "is not a DICOM file")
    implicit, little = header.original_encoding
    pixels = _pixel_element(memoryview(data), stream.tell(), little=bool(little))
    syntax = syntax or _guessed_syntax(bool(implicit), bool(little))
    return DicomFile(path, header, syntax, bool(little), pixels)


def _meta_information(data: bytes) -> tuple[UID | None, int]:
    """Return the Transfer Syntax UID, if any, and where the data set starts (PS3.10 7.1)."""
    stream = BytesIO(data)
    read_preamble(stream, force=True)

    def outside_group_2(tag: BaseTag, _vr: str | None, _length: int) -> bool:
        return tag >> 16 != 2

    meta = read_dataset(stream, is_implicit_VR=False, is_little_endian=True, stop_when=outside_group_2)
    syntax = str(meta.get("TransferSyntaxUID", "") or "").strip()
    return (UID(syntax) if syntax else None), stream.tell()


def _guessed_syntax(implicit: bool, little: bool) -> UID:
    """Return the transfer syntax of a file that does not say, from the encoding of its elements."""
    if implicit:
        return ImplicitVRLittleEndian
    return ExplicitVRLittleEndian if little else ExplicitVRBigEndian


def _inflate(path: Path, deflated: bytes) -> bytes:
    """Inflate a deflated data set (PS3.5 A.5), within the limit of memory."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    data = inflater.decompress(deflated, MAX_FRAME_BYTES)
    if inflater.unconsumed_tail:
        raise ReadError(path, "is too large once inflated")
    return data


def _pixel_element(data: memoryview, offset: int, *, little: bool) -> PixelElement | None:
    """Read the element header at `offset` (PS3.5 7.1); None where it is no pixel data.

    Some files change to implicit VR on the way: two letters in place of a length, which is even, tell.
    """
    order = "<" if little else ">"
    head = bytes(data[offset : offset + 12])
    if len(head) < 8:
        return None
    group, element = struct.unpack_from(f"{order}HH", head)
    keyword = _PIXEL_KEYWORDS.get(group << 16 | element)
    if keyword is None:
        return None
    long_form = head[4:6] in _PIXEL_VRS
    length = struct.unpack_from(f"{order}I", head.ljust(12, b"\0"), 8 if long_form else 4)[0]
    value = data[offset + (12 if long_form else 8) :]
    vr = head[4:6].decode("ascii", "replace") if long_form else ""
    if length == _UNDEFINED_LENGTH:
        return PixelElement(keyword, vr, value, None)
    return PixelElement(keyword, vr, value[:length], length)

"""From the bytes of a file to its header and the place of its pixel data; no pixel is touched here."""

import logging
import re
import struct
import time
import warnings
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pydicom import config
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.filereader import read_dataset, read_partial, read_preamble
from pydicom.tag import BaseTag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from cxrviewer.errors import ReadError
from cxrviewer.readers.files import MAX_FRAME_BYTES, ByteRange, OpenFile, has_dicom_preamble

# Files are checked by this package, which says what it leaves out; pydicom's own remarks would only repeat
# values of the header on the terminal.
config.settings.reading_validation_mode = config.IGNORE
logging.getLogger("pydicom").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", module=r"pydicom(\.|$)")

MAX_INFLATED_BYTES = MAX_FRAME_BYTES + 2**24
PARSING_LIMIT_S = 2.0
_NOTHING_KNOWN = "is not a DICOM file, nor a PNG, JPEG or TIFF picture"
# Most headers are whole within the first part; a longer one is read again with the next
_HEADER_PARTS = (2**16, 2**20, 2**24, 2**28)
_PIXEL_KEYWORDS = {
    0x7FE00008: "FloatPixelData",
    0x7FE00009: "DoubleFloatPixelData",
    0x7FE00010: "PixelData",
}
_PIXEL_VRS = {b"OB", b"OW", b"OF", b"OD", b"UN"}
# Where a data set begins in a file without preamble: group 2 or 8, explicit VR of either byte order, implicit
_FIRST_ELEMENT = re.compile(
    rb"[\x02\x08]\0[\0-\xff]\0(?:CS|UI|UL|DA|TM|SH|LO|OB)|\0\x08\0[\0-\xff](?:CS|UI|UL|DA|TM|SH|LO)"
    rb"|\x08\0[\0-\xff]\0[\x02-\x40]\0\0\0",
    re.DOTALL,
)
_SEARCHED_FOR_START = 1024
_UNDEFINED_LENGTH = 0xFFFFFFFF
_TELLING_TAGS = ("SOPClassUID", "Rows", "StudyInstanceUID", "PatientID", "Modality")

EndsHeader = Callable[[int], bool]


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
    value: ByteRange
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
    skipped
        Bytes before the data set that are neither preamble nor elements.
    """

    path: Path
    header: Dataset
    transfer_syntax: UID
    little_endian: bool
    pixels: PixelElement | None
    skipped: int


def is_pixel_data(tag: int) -> bool:
    """Return whether a tag is that of an element that holds pixel data."""
    return tag in _PIXEL_KEYWORDS


def parse(film: OpenFile, limit_s: float = PARSING_LIMIT_S) -> DicomFile:
    """Parse the header of a DICOM file (PS3.10 7), with or without preamble and file meta information.

    Parameters
    ----------
    film
        The file.
    limit_s
        Seconds that its header may take to parse.

    Raises
    ------
    ReadError
        If the file holds no DICOM data set, or a damaged one.
    """
    header, rest, skipped = read_header_elements(film, is_pixel_data, limit_s=limit_s)
    little = bool(header.original_encoding[1])
    pixels = _pixel_element(rest, little=little)
    return DicomFile(film.path, header, transfer_syntax(header), little, pixels, skipped)


def transfer_syntax(header: FileDataset) -> UID:
    """Return the Transfer Syntax UID of a header, or the one that its encoding implies."""
    named = str(header.file_meta.get("TransferSyntaxUID", "") or "").strip()
    if named:
        return UID(named)
    implicit, little = header.original_encoding
    if implicit:
        return ImplicitVRLittleEndian
    return ExplicitVRLittleEndian if little else ExplicitVRBigEndian


def read_header_elements(
    film: OpenFile,
    ends: EndsHeader,
    only: Sequence[int] | None = None,
    limit_s: float = PARSING_LIMIT_S,
) -> tuple[FileDataset, ByteRange, int]:
    """Read the elements of a data set up to the first whose tag `ends` it.

    Parameters
    ----------
    film
        The file; a deflated data set (PS3.5 A.5) is inflated within a limit.
    ends
        Whether an element of a tag is not wanted any more.
    only
        Tags of the elements that are wanted; None for all.
    limit_s
        Seconds that this may take.

    Returns
    -------
    The elements, the part of the data set that follows them, and how many bytes before the data set are
    neither preamble nor elements.

    Raises
    ------
    ReadError
        If the file holds no DICOM data set, or a damaged one.
    """
    start = film.content.read(0, _HEADER_PARTS[0])
    skipped = _data_set_start(start)
    try:
        header, rest = _read_in_parts(film, start[skipped or 0 :], skipped, ends, only, limit_s)
    except ReadError:
        raise
    except TimeoutError as error:
        raise ReadError(film.path, f"has a header that takes longer than {limit_s:.0f} s to read") from error
    except Exception as error:  # pydicom raises anything on damaged files
        damaged = "is damaged: its header cannot be read"
        raise ReadError(film.path, damaged if has_dicom_preamble(start) else _NOTHING_KNOWN) from error
    if not (has_dicom_preamble(start) or any(keyword in header for keyword in _TELLING_TAGS)):
        raise ReadError(film.path, _NOTHING_KNOWN)
    return header, rest, skipped or 0


def _data_set_start(start: bytes) -> int | None:
    """Return where preamble or first element lie; None where neither is found."""
    if has_dicom_preamble(start):
        return 0
    found = _FIRST_ELEMENT.search(start, 0, _SEARCHED_FOR_START)
    return found.start() if found else None


class _HeaderBytes(BytesIO):
    """The first part of a data set, to be parsed within the time that a header may take."""

    def __init__(self, data: bytes, deadline: float) -> None:
        super().__init__(data)
        self._deadline = deadline

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as any stream does, until it is too late."""
        if time.monotonic() > self._deadline:
            raise TimeoutError
        return super().read(size)


def _read_in_parts(
    film: OpenFile,
    start: bytes,
    skipped: int | None,
    ends: EndsHeader,
    only: Sequence[int] | None,
    limit_s: float,
) -> tuple[FileDataset, ByteRange]:
    """Parse the first part of the data set, and a longer one if the header does not end in it."""
    meta, source = None, film.content.after(skipped or 0)
    if DeflatedExplicitVRLittleEndian.encode() in start:
        meta, source = _inflated(film, source, start)
        start = source.read(0, len(start))
    deadline = time.monotonic() + limit_s
    longer = () if skipped is None else _HEADER_PARTS[1:]  # what starts oddly is not read to its end
    for size in (0, *longer):
        part = source.read(0, size) if size else start
        found = _parsed(part, ends, only, deadline, whole=len(part) == source.length)
        if found is not None:
            header, end = found
            header.file_meta = header.file_meta if meta is None else meta
            return header, source.after(end)
    if skipped is None:
        raise ReadError(film.path, _NOTHING_KNOWN)
    raise ReadError(film.path, f"has a header of more than {_HEADER_PARTS[-1] // 2**20} MiB")


def _parsed(
    part: bytes, ends: EndsHeader, only: Sequence[int] | None, deadline: float, *, whole: bool
) -> tuple[FileDataset, int] | None:
    """Return the elements in the first part of a data set and where they end; None if more is needed."""
    ended = False

    def stop_when(tag: BaseTag, _vr: str | None, _length: int) -> bool:
        nonlocal ended
        ended = ends(int(tag))
        return ended

    stream = _HeaderBytes(part, deadline)
    try:
        header = read_partial(stream, stop_when, force=True, specific_tags=None if only is None else [*only])
    except TimeoutError:
        raise
    except Exception:  # what is cut may look damaged
        if whole:
            raise
        return None
    return (header, stream.tell()) if ended or whole else None


def _inflated(film: OpenFile, source: ByteRange, start: bytes) -> tuple[FileMetaDataset | None, ByteRange]:
    """Return file meta information and inflated data set, if this is the transfer syntax (PS3.5 A.5)."""
    stream = BytesIO(start)
    read_preamble(stream, force=True)
    meta = read_dataset(
        stream,
        is_implicit_VR=False,
        is_little_endian=True,
        stop_when=lambda tag, _vr, _length: tag >> 16 != 2,
    )
    if meta.get("TransferSyntaxUID") != DeflatedExplicitVRLittleEndian:
        return None, source
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    data = inflater.decompress(source.read(stream.tell(), source.length), MAX_INFLATED_BYTES)
    if inflater.unconsumed_tail:
        raise ReadError(film.path, "is too large once inflated")
    return FileMetaDataset(meta), ByteRange(BytesIO(data), 0, len(data))


def _pixel_element(rest: ByteRange, *, little: bool) -> PixelElement | None:
    """Read the element header that `rest` starts with (PS3.5 7.1); None where it is no pixel data.

    Some files change to implicit VR on the way: two letters in place of a length, which is even, tell.
    """
    order = "<" if little else ">"
    head = rest.read(0, 12)
    if len(head) < 8:
        return None
    group, element = struct.unpack_from(f"{order}HH", head)
    keyword = _PIXEL_KEYWORDS.get(group << 16 | element)
    if keyword is None:
        return None
    long_form = head[4:6] in _PIXEL_VRS
    length = struct.unpack_from(f"{order}I", head.ljust(12, b"\0"), 8 if long_form else 4)[0]
    vr = head[4:6].decode("ascii", "replace") if long_form else ""
    declared = None if length == _UNDEFINED_LENGTH else length
    return PixelElement(keyword, vr, rest.after(12 if long_form else 8, declared), declared)

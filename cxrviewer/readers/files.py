"""From a path to bytes: only regular files of a sane size, and what kind of picture they hold."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from cxrviewer.errors import ReadError

MAX_FILE_BYTES = 2**31
# Far over any film: a stitched spine has 40 million pixels, a digitised film of 50 um 60 million
MAX_FRAME_PIXELS = 100_000_000
MAX_FRAME_BYTES = 2**28

HASHED_BYTES = 2**28

_PREAMBLE = 128
_RASTER_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"II+\0": "TIFF",
    b"MM\0+": "TIFF",
}
_HASHES_KEPT = 64


@dataclass(frozen=True, slots=True, eq=False)
class ByteRange:
    """A part of a file, read only where it is asked for.

    Attributes
    ----------
    stream
        The file, or an inflated one in memory.
    start, length
        Where the part lies, in bytes; it lies wholly in the file.
    """

    stream: BinaryIO
    start: int
    length: int

    def read(self, first: int, last: int) -> bytes:
        """Return the bytes from `first` up to `last` of the part, fewer where it ends before."""
        first, last = max(0, first), min(last, self.length)
        self.stream.seek(self.start + first)
        return self.stream.read(max(0, last - first))

    def after(self, offset: int, length: int | None = None) -> "ByteRange":
        """Return the part of this one from `offset` on, of at most `length` bytes."""
        offset = min(offset, self.length)
        rest = self.length - offset
        return ByteRange(self.stream, self.start + offset, rest if length is None else min(rest, length))


@dataclass(frozen=True, slots=True, eq=False)
class OpenFile:
    """An open regular file.

    Attributes
    ----------
    path
        As the user named it.
    content
        All of it.
    modified_ns
        When it was last written, in ns since 1970.
    identity
        Device and number of the file; with size and time of writing it tells whether it is still the same.
    """

    path: Path
    content: ByteRange
    modified_ns: int
    identity: tuple[int, int]

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.content.length


@contextmanager
def open_film(path: Path) -> Iterator[OpenFile]:
    """Open a regular file for reading.

    Raises
    ------
    ReadError
        If it is missing, no regular file (a folder, a pipe, a device), empty, too large or not readable,
        also later, while it is read.
    """
    try:
        _check_status(path, _status(path))
        with _open_without_waiting(path) as stream:
            status = os.fstat(stream.fileno())
            _check_status(path, status)
            content = ByteRange(stream, 0, status.st_size)
            yield OpenFile(path, content, status.st_mtime_ns, (status.st_dev, status.st_ino))
    except FileNotFoundError as error:
        raise ReadError(path, "does not exist") from error
    except OSError as error:
        raise ReadError(path, f"cannot be read ({error.strerror or error})") from error


def _status(path: Path) -> os.stat_result:
    """Return what the system says of a path."""
    try:
        return path.stat()
    except ValueError as error:  # a name that no file can have
        raise ReadError(path, f"cannot be read ({error})") from error


def _open_without_waiting(path: Path) -> BufferedReader:
    """Open a file; one that has become a pipe meanwhile must not block."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags), "rb")


def _check_status(path: Path, status: os.stat_result) -> None:
    """Refuse what must not be opened at all."""
    size = status.st_size
    if stat.S_ISDIR(status.st_mode):
        raise ReadError(path, "is a folder, not a file")
    if not stat.S_ISREG(status.st_mode):
        raise ReadError(path, "is not a regular file")
    if size == 0:
        raise ReadError(path, "is empty")
    if size > MAX_FILE_BYTES:
        raise ReadError(path, f"is too large ({size / 2**30:.1f} GiB; the limit is 2 GiB)")


def sha256_of(film: OpenFile) -> str:
    """Return the hexadecimal hash of the whole file; of one that has not changed it is remembered.

    Of a file over `HASHED_BYTES`, which would take seconds, the first and the last half of that are hashed.
    """
    return _sha256(film.path, film.identity, film.size, film.modified_ns)


@contextmanager
def hashing(film: OpenFile) -> Iterator[Callable[[], str]]:
    """Hash a file while something else is done with it; what comes gives `sha256_of` once it is called.

    Raises
    ------
    OSError
        When called, if the file cannot be read.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="cxrviewer-hash") as thread:
        yield thread.submit(sha256_of, film).result


@lru_cache(_HASHES_KEPT)
def _sha256(path: Path, _identity: tuple[int, int], size: int, _modified_ns: int) -> str:
    """Hash a file; the arguments beside its path tell a changed one from the one remembered."""
    with _open_without_waiting(path) as stream:
        if size <= HASHED_BYTES:
            return hashlib.file_digest(stream, "sha256").hexdigest()
        part = HASHED_BYTES // 2
        digest = hashlib.sha256(stream.read(part))
        stream.seek(size - part)
        digest.update(stream.read(part))
        return digest.hexdigest()


def raster_kind(start: bytes) -> str:
    """Return "PNG", "JPEG" or "TIFF" by the first 132 bytes of a file, or an empty text.

    The preamble of a DICOM file may look like a TIFF's (PS3.10 7.1); that is a DICOM file.
    """
    if has_dicom_preamble(start):
        return ""
    return next((kind for signature, kind in _RASTER_SIGNATURES.items() if start.startswith(signature)), "")


def has_dicom_preamble(start: bytes) -> bool:
    """Return whether the first 132 bytes are those of a DICOM file (PS3.10 7.1)."""
    return start[_PREAMBLE : _PREAMBLE + 4] == b"DICM"


def check_frame_size(path: Path, rows: int, columns: int, bytes_per_pixel: float) -> None:
    """Refuse a frame that would take too much memory or time, before anything is allocated for it.

    Raises
    ------
    ReadError
        If the frame is over `MAX_FRAME_PIXELS` or `MAX_FRAME_BYTES`.
    """
    if rows * columns > MAX_FRAME_PIXELS or rows * columns * bytes_per_pixel > MAX_FRAME_BYTES:
        raise ReadError(path, f"is too large a picture ({columns} x {rows} pixels)")

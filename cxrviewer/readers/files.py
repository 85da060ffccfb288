"""From a path to bytes: only regular files of a sane size, and what kind of picture they hold."""

import stat
from pathlib import Path

from cxrviewer.errors import ReadError

MAX_FILE_BYTES = 2**31
MAX_FRAME_BYTES = 2**29

_PREAMBLE = 128
_RASTER_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def read_bytes(path: Path) -> bytes:
    """Return the whole of a regular file.

    Raises
    ------
    ReadError
        If it is missing, no regular file (a folder, a pipe, a device), empty, too large or not readable.
    """
    try:
        status = path.stat()
        _check_status(path, status.st_mode, status.st_size)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(path, "does not exist") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(path, f"cannot be read ({reason})") from error


def _check_status(path: Path, mode: int, size: int) -> None:
    """Refuse what must not be opened at all."""
    if stat.S_ISDIR(mode):
        raise ReadError(path, "is a folder, not a file")
    if not stat.S_ISREG(mode):
        raise ReadError(path, "is not a regular file")
    if size == 0:
        raise ReadError(path, "is empty")
    if size > MAX_FILE_BYTES:
        raise ReadError(path, f"is too large ({size / 2**30:.1f} GiB; the limit is 2 GiB)")


def is_raster(start: bytes) -> bool:
    """Return whether the first 132 bytes are those of a PNG, JPEG or TIFF file.

    The preamble of a DICOM file may look like a TIFF's (PS3.10 7.1); that is a DICOM file.
    """
    return start.startswith(_RASTER_SIGNATURES) and not has_dicom_preamble(start)


def has_dicom_preamble(start: bytes) -> bool:
    """Return whether the first 132 bytes are those of a DICOM file (PS3.10 7.1)."""
    return start[_PREAMBLE : _PREAMBLE + 4] == b"DICM"


def check_frame_size(path: Path, rows: int, columns: int, bytes_per_pixel: float) -> None:
    """Refuse a frame that would not fit in memory, before anything is allocated for it.

    Raises
    ------
    ReadError
        If the frame is over `MAX_FRAME_BYTES`.
    """
    if rows * columns * bytes_per_pixel > MAX_FRAME_BYTES:
        raise ReadError(path, f"is too large a picture ({columns} x {rows} pixels)")

"""Which files to read: the ones that the user names, and the films in the folders among them."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import ReadError
from cxrviewer.readers.files import has_dicom_preamble

_RASTER_SUFFIXES = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}
_DICOM_SUFFIXES = {".dcm", ".dicom"}
_DIRECTORY_FILE = "DICOMDIR"
_START = 132
# Group 0008 opens a data set without preamble: little endian, or big endian with its VR
_BARE_STARTS = re.compile(rb"\x08\0[\0-\xff]\0|\0\x08\0[\0-\xff][A-Z]{2}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Discovery:
    """Files to read, and what was named but cannot be.

    Attributes
    ----------
    files
        In the order named; those of a folder in natural order.
    refusals
        One for each named path that does not exist, and each folder without a film.
    """

    files: tuple[Path, ...]
    refusals: tuple[ReadError, ...]


def discover(paths: Sequence[Path]) -> Discovery:
    """Find the files to read among files and folders.

    A named file is taken as it is. A folder is walked in natural order, each real folder once: files that
    are DICOM by preamble, suffix or first element, and files with the suffix of a picture are taken.
    """
    files: list[Path] = []
    refusals: list[ReadError] = []
    for path in paths:
        try:
            files.extend(_named(path))
        except ReadError as refusal:
            refusals.append(refusal)
    return Discovery(tuple(dict.fromkeys(files)), tuple(refusals))


def _named(path: Path) -> list[Path]:
    """Return the files that one named path stands for."""
    try:
        is_folder = path.is_dir()
        exists = is_folder or path.exists()
    except (OSError, ValueError) as error:
        raise ReadError(path, f"cannot be read ({error})") from error
    if not exists:
        raise ReadError(path, "does not exist")
    if not is_folder:
        return [path]
    found = [file for file in _walk(path, set()) if _is_film(file)]
    if not found:
        raise ReadError(path, "holds no film")
    return found


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """Yield the regular files below a folder in natural order, no real folder twice."""
    status = folder.stat()
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: natural_key(entry.name))
    except PermissionError as error:
        raise ReadError(folder, "cannot be read (Permission denied)") from error
    for entry in entries:
        if entry.is_dir():
            yield from _walk(Path(entry.path), seen)
        elif entry.is_file():
            yield Path(entry.path)


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """Return a sorting key that puts "film 9" before "film 10"."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _is_film(file: Path) -> bool:
    """Return whether a file found in a folder is one to read."""
    suffix = file.suffix.lower()
    if file.name.upper() == _DIRECTORY_FILE:
        return False
    if suffix in _RASTER_SUFFIXES or suffix in _DICOM_SUFFIXES:
        return True
    try:
        with file.open("rb") as stream:
            start = stream.read(_START)
    except OSError:
        return True  # reading it will say what is wrong with it
    bare = not suffix or suffix[1:].isdecimal()
    return has_dicom_preamble(start) or (bare and _BARE_STARTS.match(start) is not None)

"""Which files to read: the ones that the user names, and the films in the folders among them."""

import re
import stat
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
    walk = _Walk()
    files = [file for path in paths for file in walk.named(path)]
    return Discovery(tuple(dict.fromkeys(files)), tuple(walk.refusals))


class _Walk:
    """One search: the folders seen, so that loops of links end, and what was refused on the way."""

    def __init__(self) -> None:
        self.refusals: list[ReadError] = []
        self._seen: set[tuple[int, int]] = set()

    def named(self, path: Path) -> list[Path]:
        """Return the files that one named path stands for."""
        try:
            status = path.stat()
        except (OSError, ValueError) as error:
            missing = isinstance(error, FileNotFoundError)
            self._refuse(path, "does not exist" if missing else f"cannot be read ({_reason(error)})")
            return []
        if not stat.S_ISDIR(status.st_mode):
            return [path]
        refused = len(self.refusals)
        found = [file for file in self._files(path) if _is_film(file)]
        if not found and len(self.refusals) == refused:
            self._refuse(path, "holds no film")
        return found

    def _files(self, folder: Path) -> Iterator[Path]:
        """Yield the regular files below a folder in natural order."""
        try:
            status = folder.stat()
            entries = sorted(folder.iterdir(), key=lambda entry: natural_key(entry.name))
        except OSError as error:
            self._refuse(folder, f"cannot be read ({_reason(error)})")
            return
        if (status.st_dev, status.st_ino) in self._seen:
            return
        self._seen.add((status.st_dev, status.st_ino))
        for entry in entries:
            if entry.is_dir():
                yield from self._files(entry)
            elif entry.is_file():
                yield entry

    def _refuse(self, path: Path, reason: str) -> None:
        """Note a refusal."""
        self.refusals.append(ReadError(path, reason))


def _reason(error: OSError | ValueError) -> str:
    """Return the operating system's words for an error."""
    return str(getattr(error, "strerror", None) or error)


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

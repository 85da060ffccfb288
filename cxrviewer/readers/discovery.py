"""Which files to read: the ones that the user names, and the films in the folders among them."""

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicomdir import is_dicomdir, read_dicomdir
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that a search has come by.

    Attributes
    ----------
    path
        As it is opened.
    named
        Whether the user or a DICOMDIR means this file, so that it is read whatever it looks like.
    """

    path: Path
    named: bool


def discover(paths: Sequence[Path]) -> Discovery:
    """Find the files to read among files and folders.

    A named file is taken as it is; a DICOMDIR stands for the files that it names. A folder is walked in
    natural order, each real folder once: files that are DICOM by preamble, suffix or first element, and
    files with the suffix of a picture are taken.
    """
    search = Search()
    files = [file for path in paths for file in search.films(path)]
    return Discovery(tuple(dict.fromkeys(files)), tuple(search.refusals))


class Search:
    """One search: the folders seen, so that loops of links end, and what was refused on the way.

    Attributes
    ----------
    refusals
        Grows while the search goes on.
    """

    def __init__(self) -> None:
        self.refusals: list[ReadError] = []
        self._seen: set[tuple[int, int]] = set()

    def films(self, path: Path) -> Iterator[Path]:
        """Yield the films that one path stands for as they are found; a folder without any is refused."""
        refused, found = len(self.refusals), self.has_walked(path)
        for candidate in self.candidates(path):
            if candidate.named or is_film(candidate.path):
                found = True
                yield candidate.path
        if not found and len(self.refusals) == refused:
            self.refuse(path, "holds no film")

    def has_walked(self, path: Path) -> bool:
        """Return whether a folder has been gone through already, by this name or another."""
        try:
            status = path.stat()
        except (OSError, ValueError):
            return False
        return (status.st_dev, status.st_ino) in self._seen

    def candidates(self, path: Path) -> Iterator[Candidate]:
        """Yield the regular files below a folder, the files of a DICOMDIR, or the named file itself."""
        try:
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode):
                yield from (Candidate(file, named=False) for file in self._below(path))
            elif stat.S_ISREG(mode) and is_dicomdir(path):
                yield from self._of_directory(path)
            else:
                yield Candidate(path, named=True)
        except (OSError, ValueError) as error:
            missing = isinstance(error, FileNotFoundError)
            self.refuse(path, "does not exist" if missing else f"cannot be read ({_reason(error)})")

    def _of_directory(self, path: Path) -> Iterator[Candidate]:
        """Yield the files that a DICOMDIR names."""
        try:
            directory = read_dicomdir(path)
        except ReadError as error:
            self.refusals.append(error)
            return
        self.refusals.extend(directory.refusals)
        yield from (Candidate(file, named=True) for file in directory.files)

    def _below(self, folder: Path) -> Iterator[Path]:
        """Yield the regular files below a folder in natural order."""
        try:
            status = folder.stat()
            entries = sorted(os.scandir(folder), key=lambda entry: natural_key(entry.name))
        except OSError as error:
            self.refuse(folder, f"cannot be read ({_reason(error)})")
            return
        if (status.st_dev, status.st_ino) in self._seen:
            return
        self._seen.add((status.st_dev, status.st_ino))
        for entry in entries:
            if _is(entry.is_dir):
                yield from self._below(folder / entry.name)
            elif _is(entry.is_file):
                yield folder / entry.name

    def refuse(self, path: Path, reason: str) -> None:
        """Note a refusal."""
        self.refusals.append(ReadError(path, reason))


def _is(kind: Callable[[], bool]) -> bool:
    """Ask what an entry of a folder is; a link that leads to itself is nothing."""
    try:
        return kind()
    except OSError:
        return False


def _reason(error: OSError | ValueError) -> str:
    """Return the operating system's words for an error."""
    return str(getattr(error, "strerror", None) or error)


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """Return a sorting key that puts "film 9" before "film 10"."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def is_film(file: Path) -> bool:
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

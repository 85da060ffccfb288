"""The files that a DICOMDIR names (PS3.3 F.3, PS3.10 8): its records in their order, without their links.

A record's offsets to the next and the lower one are not followed: they only group what is in the sequence
anyway, and in a damaged directory they loop or lead nowhere.
"""

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset
from pydicom.uid import MediaStorageDirectoryStorage

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicom.tags import Tags

_START = 1024
_MAX_BYTES = 2**28
_DIRECTORY_CLASS = re.compile(rb"UI..1\.2\.840\.10008\.1\.3\.10(?![0-9.])", re.DOTALL)
_INACTIVE = 0
_FORBIDDEN = set('/\\:*?"<>|\0')


@dataclass(frozen=True, slots=True)
class Directory:
    """What a DICOMDIR leads to.

    Attributes
    ----------
    files
        Existing regular files below its own folder, each once, in the order of the records.
    refusals
        One sentence for each kind of reference that leads to no such file.
    """

    files: tuple[Path, ...]
    refusals: tuple[ReadError, ...]


def is_dicomdir(path: Path) -> bool:
    """Return whether a file is a DICOMDIR: its meta information says so (PS3.10 7.1, 8.6), not its name.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with path.open("rb") as stream:
        start = stream.read(_START)
    return start[128:132] == b"DICM" and _DIRECTORY_CLASS.search(start) is not None


def read_dicomdir(path: Path) -> Directory:
    """Find the files that a DICOMDIR names.

    Records that are not in use are left out (PS3.3 F.3.2.2, Record In-use Flag), and references that lead
    out of the folder, be it by their text or by a link on the disk. Names are compared without regard to
    case where the medium was mounted in another case.

    Parameters
    ----------
    path
        The DICOMDIR.

    Raises
    ------
    ReadError
        If it cannot be read, or is no directory.
    """
    references = list(dict.fromkeys(_references(path)))
    folder = path.parent
    found, outside, missing = [], 0, 0
    resolve = _Folder(folder).resolve
    for reference in references:
        if not _is_inside(reference):
            outside += 1
        elif (file := resolve(reference)) is None:
            missing += 1
        elif file.resolve().is_relative_to(folder.resolve()):
            found.append(file)
        else:
            outside += 1
    counted = ((outside, "outside its folder, which {} left out"), (missing, "which {} not there"))
    refusals = [ReadError(path, _count(number, words)) for number, words in counted if number]
    return Directory(tuple(dict.fromkeys(found)), tuple(refusals))


def _count(number: int, words: str) -> str:
    """Say how many references are of no use."""
    files, verb = ("file", "is") if number == 1 else ("files", "are")
    return f"names {number} {files} {words.format(verb)}"


def _references(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the Referenced File ID (0004,1500) of every record in use."""
    dataset = _parsed(path)
    for record in Tags(dataset).items("DirectoryRecordSequence"):
        if record.integer("RecordInUseFlag") != _INACTIVE:
            reference = record.texts("ReferencedFileID")
            if reference:
                yield reference


def _parsed(path: Path) -> Dataset:
    """Return the data set of a DICOMDIR."""
    data = _data(path)
    try:
        dataset = pydicom.dcmread(BytesIO(data))
        is_directory = dataset.file_meta.get("MediaStorageSOPClassUID") == MediaStorageDirectoryStorage
        is_directory = is_directory or "DirectoryRecordSequence" in dataset
    except Exception as error:  # pydicom raises anything on damaged files
        raise ReadError(path, "is damaged: the directory in it cannot be read") from error
    if not is_directory:
        raise ReadError(path, "is no DICOM directory")
    return dataset


def _data(path: Path) -> bytes:
    """Return the whole of a regular file of a sane size."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(path, "is not a regular file")
        if status.st_size > _MAX_BYTES:
            raise ReadError(path, "is too large for a DICOM directory")
        return path.read_bytes()
    except OSError as error:
        raise ReadError(path, f"cannot be read ({error.strerror or error})") from error


def _is_inside(reference: tuple[str, ...]) -> bool:
    """Return whether the text of a reference stays in the folder: only names, no paths."""
    return all(part.strip(" .") and not _FORBIDDEN & set(part) for part in reference)


class _Folder:
    """The names on the disk below one folder, each folder listed once and only where it must be."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listed = cache(_names)

    def resolve(self, reference: tuple[str, ...]) -> Path | None:
        """Return the regular file that a reference means; None where there is none."""
        exact = self._folder.joinpath(*reference)
        try:
            return exact if exact.is_file() else self._in_other_case(reference)
        except (OSError, ValueError):
            return None

    def _in_other_case(self, reference: tuple[str, ...]) -> Path | None:
        """Go down name by name, comparing without regard to case, a trailing dot or a version (ISO 9660)."""
        place = self._folder
        for part in reference:
            name = self._listed(place).get(_plain(part))
            if name is None:
                return None
            place /= name
        return place if place.is_file() else None


def _names(folder: Path) -> dict[str, str]:
    """Return plain name -> name of everything in a folder."""
    if not folder.is_dir():
        return {}
    return {_plain(entry.name): entry.name for entry in folder.iterdir()}


def _plain(name: str) -> str:
    """Return a name as it is compared."""
    return name.partition(";")[0].rstrip(".").casefold()

"""Many files: each is written, blocked or refused, and none stops the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from cxrviewer.errors import CxrviewerError, FileError
from cxrviewer.export.deidentification.files import BlockedError, Written, deidentify_dicom
from cxrviewer.export.deidentification.options import Blanking, Options
from cxrviewer.export.deidentification.project import Project
from cxrviewer.readers import discover
from cxrviewer.readers.files import open_film, raster_kind

_START = 132


class Status(Enum):
    """What became of a file."""

    WRITTEN = auto()
    BLOCKED = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Attributes
    ----------
    source
        As the user named it.
    status
        Written, blocked or failed.
    refusal
        Why it was not written: a sentence that names the file as the user did, without patient data.
    written
        What was written.
    """

    source: Path
    status: Status
    refusal: str = ""
    written: tuple[Written, ...] = ()

    @property
    def warnings(self) -> frozenset[str]:
        """What the user must think of, as ends of sentences about the file."""
        return frozenset(warning for one in self.written for warning in one.warnings)


def deidentify_file(
    source: Path, folder: Path, project: Project, options: Options, blanking: Blanking | None = None
) -> tuple[Written, ...]:
    """Write de-identified copies of a DICOM, PNG, JPEG or TIFF file below a folder.

    Raises
    ------
    BlockedError
        If it may still name the patient.
    FileError
        If it cannot be read or written.
    """
    from cxrviewer.export.deidentification.pictures import deidentify_picture  # noqa: PLC0415 - loads OpenCV

    with open_film(source) as film:
        is_picture = bool(raster_kind(film.content.read(0, _START)))
    if is_picture:
        return deidentify_picture(source, folder, project, blanking)
    return (deidentify_dicom(source, folder, project, options, blanking),)


def deidentify_all(
    inputs: Sequence[Path], folder: Path, project: Project, options: Options
) -> Iterator[Outcome]:
    """Write de-identified copies of files and of the films in folders; yield an outcome for each.

    Raises
    ------
    FileError
        If the folder for the copies lies in one of the inputs: the copies would be mixed with what they
        are made of.
    """
    check_output(inputs, folder)
    found = discover(inputs)
    for refusal in found.refusals:
        yield Outcome(refusal.path, Status.FAILED, str(refusal))
    for file in found.files:
        yield outcome_of(file, folder, project, options)


def outcome_of(
    file: Path, folder: Path, project: Project, options: Options, blanking: Blanking | None = None
) -> Outcome:
    """Write one file as `deidentify_file` does, and say what became of it; nothing is raised."""
    try:
        written = deidentify_file(file, folder, project, options, blanking)
    except BlockedError as error:
        return Outcome(file, Status.BLOCKED, str(error))
    except CxrviewerError as error:
        return Outcome(file, Status.FAILED, str(error))
    except Exception as error:  # noqa: BLE001 - one file must not take the rest of the batch with it
        # The message of such an error may hold values of the header
        return Outcome(file, Status.FAILED, f"{file}: an error of the program ({type(error).__name__})")
    return Outcome(file, Status.WRITTEN, written=written)


def check_output(inputs: Sequence[Path], folder: Path) -> None:
    """Refuse a folder for copies that lies in a folder of the inputs, or is one of them.

    Raises
    ------
    FileError
        If it does.
    """
    place = folder.resolve()
    for path in inputs:
        real = path.resolve()
        if place == real or real in place.parents:
            raise FileError(folder, f"lies in {path}, which is to be de-identified; choose another folder")

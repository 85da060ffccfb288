"""One DICOM file -> a de-identified one, under a name that says nothing."""

import io
import os
from dataclasses import dataclass
from pathlib import Path

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from cxrviewer import __version__
from cxrviewer.errors import FileError
from cxrviewer.export.deidentification.blanking import blank_pixels
from cxrviewer.export.deidentification.burned_in import burned_in
from cxrviewer.export.deidentification.header import deidentify
from cxrviewer.export.deidentification.header_values import text_of
from cxrviewer.export.deidentification.options import Blanking, Options
from cxrviewer.export.deidentification.pixels import clean_pixels, frame_count
from cxrviewer.export.deidentification.project import Project
from cxrviewer.export.writing import write_bytes
from cxrviewer.readers.dicom.parsing import DicomFile, parse
from cxrviewer.readers.files import hashing, open_film

_IMPLEMENTATION = UID("2.25.178227163892952762433213626845912377364")
_NOT_LOOKED_INTO = (
    *("Encapsulated", "Video", "Audio", "Media Storage Directory", "Raw Data", "Waveform"),
    *("Spectroscopy", "Surface Scan", "Surface Segmentation", "Tractography", "Microscopy Bulk"),
)
"""Parts of the names of SOP Classes whose content is bytes that are no pixels."""


class BlockedError(FileError):
    """A file that is not written because its picture or its content may name the patient."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written.

    Attributes
    ----------
    path
        Where it is.
    warnings
        What the user must think of, as ends of sentences about the source file.
    is_new
        Whether it was not there already, byte by byte the same.
    """

    path: Path
    warnings: tuple[str, ...] = ()
    is_new: bool = True


def deidentify_dicom(
    source: Path, folder: Path, project: Project, options: Options, blanking: Blanking | None = None
) -> Written:
    """Write a de-identified copy of a DICOM file as PATIENT/STUDY/SERIES/INSTANCE.dcm below a folder.

    Parameters
    ----------
    source
        The file; it is only read.
    folder
        Where the copy goes; folders are made.
    project, options
        As for `deidentify`.
    blanking
        What is made black in the picture, by somebody who has looked; then nothing blocks it.

    Raises
    ------
    BlockedError
        If its picture may name the patient, or its content cannot be looked through.
    FileError
        If it cannot be read or written, or another object with its name is there.
    """
    with open_film(source) as film:
        file = parse(film)
        _check_kind(file)
        _check_syntax(file)
        warnings = _look(file, options, blanking)
        with hashing(film) as sha256:
            content = sha256()
        cleaned, syntax = _cleaned(file, content, project, options, blanking)
    target = folder / _place(content, file.header, cleaned, project)
    return Written(target, warnings, write_once(target, _encoded(cleaned, syntax)))


def _cleaned(
    file: DicomFile, content: str, project: Project, options: Options, blanking: Blanking | None
) -> tuple[Dataset, UID]:
    """Return the object to write, with its pixels, and its transfer syntax."""
    try:
        cleaned = deidentify(file.header, project, options, blanked=blanking is not None)
    except (ValueError, RecursionError) as error:
        raise FileError(file.path, "has a header that cannot be taken apart") from error
    if not cleaned.get("SOPInstanceUID"):
        cleaned.SOPInstanceUID = project.uid(content)
    if file.pixels is None:
        return cleaned, file.transfer_syntax
    if blanking is not None and blanking.regions:
        cleaned.add(blank_pixels(file.path, cleaned, blanking, frame_count(file.header)))
        return cleaned, ExplicitVRLittleEndian
    cleaned.add(clean_pixels(file, file.pixels))
    return cleaned, file.transfer_syntax


def _check_kind(file: DicomFile) -> None:
    """Refuse objects whose content is not elements and pixels, and those of unknown kind."""
    uid = UID(text_of(file.header, "SOPClassUID"))
    if not uid:
        raise FileError(file.path, "does not say what kind of object it is (it has no SOP Class UID)")
    if uid.type != "SOP Class":
        raise BlockedError(file.path, "is an object of no known SOP Class; nobody knows what it holds")
    if any(part in uid.name for part in _NOT_LOOKED_INTO):
        raise BlockedError(file.path, f"is of the kind {uid.name}, whose content cannot be looked through")


def _check_syntax(file: DicomFile) -> None:
    """Refuse transfer syntaxes that are not the standard's, and pixel data that is not in its own."""
    if file.transfer_syntax.type != "Transfer Syntax":
        raise BlockedError(file.path, "is in no known transfer syntax; nobody knows what it holds")
    if file.pixels is not None and (file.pixels.declared is None) != file.transfer_syntax.is_encapsulated:
        raise FileError(file.path, "has pixel data that is not in the transfer syntax of the file")


def _look(file: DicomFile, options: Options, blanking: Blanking | None) -> tuple[str, ...]:
    """Block a picture that may name the patient, unless somebody has looked; return what must be said."""
    if file.pixels is None or blanking is not None:
        return ()
    fear = burned_in(file.header)
    if fear is None:
        return ()
    if fear.blocks and not options.allow_burned_in:
        raise BlockedError(file.path, fear.reason)
    return (fear.reason,)


def _place(content: str, header: Dataset, cleaned: Dataset, project: Project) -> Path:
    """Return the path of an object below the folder; names are keyed hashes.

    An instance is named by the content of its file: two that claim the same UID are kept apart.
    """
    study, series = (
        project.name(kind, text_of(header, keyword))
        for kind, keyword in (("study", "StudyInstanceUID"), ("series", "SeriesInstanceUID"))
    )
    instance = project.name("instance", content)
    return Path(str(cleaned.PatientID), study, series, f"{instance}.dcm")


def _encoded(dataset: Dataset, syntax: UID) -> bytes:
    """Return the file: preamble of zeros, meta information of our own, data set (PS3.10 7.1)."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = syntax
    meta.ImplementationClassUID = _IMPLEMENTATION
    meta.ImplementationVersionName = f"CXRVIEWER {__version__}"[:16]
    stream = io.BytesIO()
    file = FileDataset(
        stream,
        dataset,
        file_meta=meta,
        preamble=b"\0" * 128,
        is_implicit_VR=syntax.is_implicit_VR,
        is_little_endian=syntax.is_little_endian,
    )
    file.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def write_once(target: Path, data: bytes) -> bool:
    """Write a file that nobody has written before, and return whether it was written.

    Raises
    ------
    FileError
        If something else is there under its name, or it cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(target):
            if target.read_bytes() == data:
                return False
            raise FileError(target, "is there already, made with other options")
    except OSError as error:
        raise FileError(target, f"cannot be written ({error.strerror or error})") from error
    write_bytes(target, data)
    return True

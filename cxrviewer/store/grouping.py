"""Where a file belongs: the keys of its patient, study, series and instance."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.readers import FileHeader
from cxrviewer.store.index_schema import NO_NUMBER

_DIGITS = re.compile(r"[0-9]+")
_WIDTH = 12


@dataclass(frozen=True, slots=True)
class Place:
    """The rows that a file needs in the index; of each tuple the first values are the key.

    Attributes
    ----------
    patient
        patient_id, name, birth_date | sex, search. Name and birth date belong to the key, because one
        Patient ID may mean two people in two hospitals.
    study
        uid | date, time, description, accession_number, institution, search.
    series
        uid | number, modality, description, body_part, search.
    instance
        uid, number, rows, columns, frames | sop_class_uid, transfer_syntax_uid, is_image, description.
    """

    patient: tuple[str, str, str, str, str]
    study: tuple[str, str, str, str, str, str, str]
    series: tuple[str, int, str, str, str, str]
    instance: tuple[str, int, int, int, int, str, str, bool, str]


def place_of(header: FileHeader) -> Place:
    """Return where a file belongs.

    What has no Study or Series Instance UID, such as a PNG file, is grouped by its folder: one folder, one
    study with one series.
    """
    text = header.text
    stand_in, folder = "", ""
    if not (text.study_instance_uid and text.series_instance_uid):
        stand_in, folder = _folder(header.path)
    description = text.study_description or ("" if text.study_instance_uid else folder)
    return Place(
        patient=(
            text.patient_id,
            text.patient_name,
            text.patient_birth_date,
            text.patient_sex,
            searchable(text.patient_name, text.patient_id),
        ),
        study=(
            text.study_instance_uid or stand_in,
            text.study_date,
            text.study_time,
            description,
            text.accession_number,
            text.institution,
            searchable(description, text.accession_number, text.institution),
        ),
        series=(
            text.series_instance_uid or f"{stand_in} {text.modality}",
            whole_number(text.series_number),
            text.modality,
            text.series_description,
            text.body_part,
            searchable(text.series_description, text.body_part, text.modality),
        ),
        instance=(
            text.sop_instance_uid or display_name(header.path),
            whole_number(text.instance_number),
            min(header.rows, NO_NUMBER),
            min(header.columns, NO_NUMBER),
            min(header.frames, NO_NUMBER),
            text.sop_class_uid,
            header.transfer_syntax_uid,
            header.is_image,
            header.description,
        ),
    )


def _folder(path: Path) -> tuple[str, str]:
    """Return what stands for the UIDs of the files of a folder, and the folder's name."""
    folder = path.absolute().parent
    return f"folder:{hashlib.sha256(os.fsencode(folder)).hexdigest()[:32]}", display_name(folder)


def searchable(*texts: str) -> str:
    """Return texts as they are searched: without regard to case, one blank between words."""
    return " ".join(" ".join(texts).casefold().split())


def whole_number(text: str) -> int:
    """Return a text of the VR IS as a number, `NO_NUMBER` where it is none."""
    try:
        number = int(text)
    except ValueError:
        return NO_NUMBER
    return number if -NO_NUMBER < number < NO_NUMBER else NO_NUMBER


def position(path: Path) -> str:
    """Return a sorting key of a file's name in which "film 9" comes before "film 10"."""
    return _DIGITS.sub(lambda digits: digits.group().zfill(_WIDTH), display_name(path).casefold())


def display_name(path: Path) -> str:
    """Return a file's name with a mark in place of each byte that is no text."""
    return path.name.encode("utf-8", "replace").decode()

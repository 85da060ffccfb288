"""Whose a film is: by a rule for file names, or by the DICOM header."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cxrviewer.errors import DataError, ReadError
from cxrviewer.readers import read_header
from cxrviewer.study import StudyText
from cxrviewer.training.data_set.film_record import FilmRecord, GroupOrigin

DICOM_SUFFIXES = frozenset({".dcm", ".dicom", ""})
_AGE = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*([YMWD]?)", re.IGNORECASE)
_UNITS_A_YEAR = {"Y": 1.0, "": 1.0, "M": 12.0, "W": 52.18, "D": 365.25}


def age_in_years(text: str) -> float | None:
    """Return years of "45", or of an Age String such as "045Y" or "006M" (PS3.5 6.2, VR AS); else None."""
    match = _AGE.fullmatch(text.strip())
    return float(match[1]) / _UNITS_A_YEAR[match[2].upper()] if match else None


def patient_key(patient_id: str) -> str:
    """Return a name for a patient that does not tell who it is: a hash of the Patient ID."""
    return f"patient-{hashlib.blake2b(patient_id.strip().encode(), digest_size=8).hexdigest()}"


def _age_of(text: StudyText) -> float | None:
    """Return the Patient's Age, or what birth and study date come to (PS3.3 C.7.2.2, C.7.1.1)."""
    stated = age_in_years(text.patient_age)
    if stated is not None or not (text.patient_birth_date[:4].isdigit() and text.study_date[:4].isdigit()):
        return stated
    years = int(text.study_date[:4]) - int(text.patient_birth_date[:4])
    return float(years) if 0 <= years <= 130 else None


def with_header(record: FilmRecord) -> FilmRecord:
    """Return the record with patient, sex, age and view of its DICOM header, where it does not say itself.

    A file that cannot be read stays as it is; it is named when its picture is asked for.
    """
    try:
        text = read_header(record.path).text
    except ReadError:
        return record
    by_file = record.group_origin is GroupOrigin.FILE and bool(text.patient_id.strip())
    return replace(
        record,
        group=patient_key(text.patient_id) if by_file else record.group,
        group_origin=GroupOrigin.PATIENT_ID if by_file else record.group_origin,
        view=record.view or text.view_position,
        sex=record.sex or text.patient_sex,
        age=_age_of(text) if record.age is None else record.age,
    )


def with_headers(records: Sequence[FilmRecord]) -> list[FilmRecord]:
    """Return the records with what the headers of those in DICOM files tell."""
    return [with_header(one) if one.path.suffix.lower() in DICOM_SUFFIXES else one for one in records]


def with_patient_rule(records: Sequence[FilmRecord], rule: str, folder: Path) -> list[FilmRecord]:
    """Return the records grouped by what a regular expression finds in their paths.

    Parameters
    ----------
    records
        The films.
    rule
        Searched for in the path relative to `folder`, with forward slashes; its first group, or all that it
        finds where it has none, is the patient. A film in which nothing is found keeps its group.
    folder
        Of the data set.

    Raises
    ------
    DataError
        If the rule is no regular expression, or fits no film.
    """
    try:
        pattern = re.compile(rule)
    except re.error as error:
        raise DataError(f"the patient rule {rule!r} is no regular expression ({error})") from error
    found = [_by_rule(record, pattern, folder) for record in records]
    if not any(record.group_origin is GroupOrigin.RULE for record in found):
        raise DataError(f"the patient rule {rule!r} finds no patient in any file name of {folder}")
    return found


def _by_rule(record: FilmRecord, pattern: re.Pattern[str], folder: Path) -> FilmRecord:
    """Return the record with the group that the rule finds."""
    name = record.path.relative_to(folder) if record.path.is_relative_to(folder) else record.path
    match = pattern.search(name.as_posix())
    patient = (match[1] if pattern.groups else match[0]) if match else None
    return replace(record, group=patient, group_origin=GroupOrigin.RULE) if patient else record

"""What the index of studies knows: patient > study > series > image, and which of them to list."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PatientEntry:
    """A patient, or the pictures without one.

    Attributes
    ----------
    id
        Of the index.
    name, patient_id, birth_date, sex
        As in the header; empty where it does not say.
    latest_date
        Of the newest study that is listed, YYYYMMDD.
    modalities
        Of what is listed, sorted.
    studies, images
        How many are listed.
    """

    id: int
    name: str
    patient_id: str
    birth_date: str
    sex: str
    latest_date: str
    modalities: tuple[str, ...]
    studies: int
    images: int


@dataclass(frozen=True, slots=True)
class StudyEntry:
    """A study, or a folder of pictures.

    Attributes
    ----------
    id
        Of the index.
    uid
        Study Instance UID, or a name that stands for the folder.
    date, time
        YYYYMMDD, HHMMSS; empty where the header does not say.
    description, accession_number, institution
        As in the header; for a folder its name.
    modalities
        Of its series, sorted.
    series, images
        How many are listed.
    """

    id: int
    uid: str
    date: str
    time: str
    description: str
    accession_number: str
    institution: str
    modalities: tuple[str, ...]
    series: int
    images: int


@dataclass(frozen=True, slots=True)
class SeriesEntry:
    """A series.

    Attributes
    ----------
    id
        Of the index.
    uid
        Series Instance UID, or a name that stands for the folder.
    number
        Series Number, if any.
    modality, description, body_part
        As in the header.
    images
        How many are listed.
    """

    id: int
    uid: str
    number: int | None
    modality: str
    description: str
    body_part: str
    images: int


@dataclass(frozen=True, slots=True)
class ImageEntry:
    """A file of a series.

    Attributes
    ----------
    id
        Of the index.
    path
        The file.
    uid
        SOP Instance UID, or the file's name.
    number
        Instance Number, if any.
    rows, columns, frames
        Of the picture; 0 where it is none.
    is_image
        Whether it can come on screen.
    description
        Of what it is, in a few words.
    """

    id: int
    path: Path
    uid: str
    number: int | None
    rows: int
    columns: int
    frames: int
    is_image: bool
    description: str


Entry = PatientEntry | StudyEntry | SeriesEntry | ImageEntry


class SortKey(StrEnum):
    """What patients and studies are sorted by."""

    NAME = "name"
    DATE = "date"
    MODALITY = "modality"
    IMAGES = "images"
    IDENTIFIER = "identifier"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which studies are listed, and in what order.

    Attributes
    ----------
    search
        Words that must all occur in the texts of a study, its patient or its series.
    since, until
        First and last Study Date, YYYYMMDD, both included; empty for no bound.
    opened_only
        Only what has been opened in this run.
    key, descending
        Order of patients and of the studies of one patient.
    """

    search: str = ""
    since: str = ""
    until: str = ""
    opened_only: bool = False
    key: SortKey = SortKey.NAME
    descending: bool = False

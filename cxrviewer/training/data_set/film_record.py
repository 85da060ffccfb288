"""One film of a data set, and where it is known from whose it is."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class GroupOrigin(StrEnum):
    """Where a film's patient or group is known from."""

    RULE = "file-name rule"
    MANIFEST = "manifest"
    FOLDER = "patient folder"
    PATIENT_ID = "Patient ID"
    FILE = "the file itself"


@dataclass(frozen=True, slots=True)
class FilmRecord:
    """One film of a data set.

    Attributes
    ----------
    path
        The file.
    label
        Its class, or an empty text.
    group
        Patient or other group whose films must stay on one side of a split.
    source
        Where the film comes from, or an empty text.
    mask
        The file of its lung mask (see `read_mask`), or None.
    left_mask
        The file of the other lung, where each lung has its own.
    view, sex, age_group
        As the data set or the DICOM header says; empty where it does not.
    age
        In years, or None.
    side
        Side of the split that the data set itself puts the film on: "training", "validation", "test" or
        empty.
    group_origin
        Where the group is known from; `FILE` if the patient is not known.
    """

    path: Path
    label: str
    group: str
    source: str
    mask: Path | None
    left_mask: Path | None = None
    view: str = ""
    sex: str = ""
    age_group: str = ""
    age: float | None = None
    side: str = ""
    group_origin: GroupOrigin = GroupOrigin.FILE

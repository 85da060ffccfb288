"""The report on a data set, as JSON says it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from cxrviewer.training.preflight.differences import Difference
from cxrviewer.training.preflight.probe import Probe
from cxrviewer.training.preflight.problems import Level, Problem

SCHEMA_VERSION = 1

Task = Literal["classify", "segment"]


class _Record(BaseModel):
    """What all records of the report have in common."""

    model_config = ConfigDict(frozen=True)


class UnreadableFilm(_Record):
    """A file that cannot be used, with the sentence that says why."""

    file: str
    reason: str


class Stratum(_Record):
    """Films of one label and source that can be read: how many, of how many patients or other groups."""

    label: str
    source: str
    films: int
    groups: int
    with_mask: int


class CopiedPicture(_Record):
    """Films that show one picture.

    Attributes
    ----------
    files
        The largest first.
    exact
        Whether the files are the same byte by byte.
    correlation
        Of their fine structure, the lowest that was found.
    labels
        More than one where the same picture has different labels.
    one_group
        Whether they belong to one patient.
    """

    files: tuple[str, ...]
    exact: bool
    correlation: float
    labels: tuple[str, ...]
    one_group: bool


class DataReport(_Record):
    """What was found in a data set.

    Attributes
    ----------
    schema_version, program_version, task
        Of this report, and what the data is meant for.
    films, patients_known
        How many films there are, and of how many the patient is known.
    unreadable, strata, copies, differences, probes
        The findings, each in its own record.
    problems
        Everything that should be known before training, the gravest first.
    """

    schema_version: int = SCHEMA_VERSION
    program_version: str
    task: Task
    films: int
    patients_known: int
    unreadable: tuple[UnreadableFilm, ...]
    strata: tuple[Stratum, ...]
    copies: tuple[CopiedPicture, ...]
    differences: tuple[Difference, ...]
    probes: tuple[Probe, ...]
    problems: tuple[Problem, ...]

    @property
    def blocks(self) -> bool:
        """Whether something must be put right before anything is trained."""
        return any(problem.level is Level.BLOCKS for problem in self.problems)

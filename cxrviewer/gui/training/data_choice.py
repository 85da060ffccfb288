"""The data set that is chosen, and what lies in it at first sight."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.film_record import FilmRecord, GroupOrigin
from cxrviewer.training.data_set.records import DataOptions, read_records
from cxrviewer.training.presets import Preset, fitted_to_labels


@dataclass(frozen=True, slots=True)
class DataChoice:
    """What the user has pointed at.

    Attributes
    ----------
    path
        Folder or CSV.
    task
        "classify", "segment" or "patches".
    options
        Where labels and patients are to be found.
    """

    path: Path
    task: str
    options: DataOptions


@dataclass(frozen=True, slots=True)
class DataSummary:
    """What lies in a data set, as its folders or its manifest say; no picture has been read.

    Attributes
    ----------
    films, patients, patients_known, masks
        How many films; of how many patients or, where that is not known, files; of how many films the
        patient is known; how many have a lung mask.
    classes
        Films of each label and source.
    """

    films: int
    patients: int
    patients_known: int
    masks: int
    classes: dict[tuple[str, str], int]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, in the order of the alphabet."""
        return tuple(sorted({label for label, _source in self.classes}))

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources, in the order of the alphabet."""
        return tuple(sorted({source for _label, source in self.classes}))


def summarise(records: list[FilmRecord]) -> DataSummary:
    """Return what lies in a data set."""
    return DataSummary(
        films=len(records),
        patients=len({record.group for record in records}),
        patients_known=sum(record.group_origin is not GroupOrigin.FILE for record in records),
        masks=sum(record.mask is not None for record in records),
        classes=dict(Counter((record.label, record.source) for record in records)),
    )


def check_fit(preset: Preset, summary: DataSummary) -> None:
    """Refuse a recipe that the films are none for.

    Raises
    ------
    CxrviewerError
        If a class or every lung mask is missing.
    """
    if preset.task == "segment" and not summary.masks:
        raise CxrviewerError("no film of the data has a lung mask")
    fitted_to_labels(preset, summary.labels)


def look_at(choice: DataChoice, context: JobContext) -> DataSummary:
    """List the films of a data set and count them.

    Raises
    ------
    DataError
        If it is none.
    """
    context.progress(0, f"Listing the films of {choice.path.name}")
    return summarise(read_records(choice.path, choice.options))

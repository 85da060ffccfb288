"""The file of readings while the window is open."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cxrviewer.errors import StoreError
from cxrviewer.store import Overrules, PatchResults, Readings, Results, prepare_readings
from cxrviewer.study import AnnotationSet, StudyReading


class Keeper(Protocol):
    """Keeps what is drawn and said; what is saved is safe on the disk when the call returns.

    Every method raises `StoreError` where that cannot be done.
    """

    def load(self, image_key: str) -> AnnotationSet:
        """Return what is kept of an image; an empty set of none."""

    def save(self, before: AnnotationSet, after: AnnotationSet) -> None:
        """Keep a set in place of the one before."""

    def reading(self, study_key: str) -> StudyReading:
        """Return what is kept of a study; an empty reading of none."""

    def save_reading(self, before: StudyReading, after: StudyReading) -> None:
        """Keep a reading in place of the one before."""

    def version(self) -> int:
        """Return a number that is another one after others have written."""

    def close(self) -> None:
        """Let go of the file."""


class NoKeeper:
    """Stands in where the file cannot be used: every edit is refused with the reason, so that it is seen."""

    def __init__(self, error: StoreError) -> None:
        self._error = error

    def load(self, image_key: str) -> AnnotationSet:
        """Nothing is kept."""
        return AnnotationSet(image_key)

    def save(self, before: AnnotationSet, after: AnnotationSet) -> None:
        """Refuse."""
        raise self._error

    def reading(self, study_key: str) -> StudyReading:
        """Nothing is kept."""
        return StudyReading(study_key)

    def save_reading(self, before: StudyReading, after: StudyReading) -> None:
        """Refuse."""
        raise self._error

    def version(self) -> int:
        """Nobody writes."""
        return 0

    def close(self) -> None:
        """There is nothing to let go of."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """The sides of the file.

    Attributes
    ----------
    keeper
        What is drawn and said, for the GUI thread.
    results
        What the models said, for any thread; None where the file cannot be used.
    overrules
        What the reader decided against the gate, likewise.
    patches
        What patches said, likewise.
    """

    keeper: Keeper
    results: Results | None
    overrules: Overrules | None = None
    patches: PatchResults | None = None


def open_readings(path: Path, tell: Callable[[str], None]) -> Kept:
    """Open the file of readings; `tell` shows a sentence where it is damaged or cannot be used."""
    try:
        for message in prepare_readings(path):
            tell(message)
        return Kept(Readings(path), Results(path), Overrules(path), PatchResults(path))
    except StoreError as error:
        tell(error.sentence)
        return Kept(NoKeeper(error), None)

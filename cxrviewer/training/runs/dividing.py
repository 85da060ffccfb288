"""The films of a run, divided as the user wants it, and refused where the division would flatter."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cxrviewer.errors import DataError
from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.records import AS_IT_IS, DataOptions, FilmRecord
from cxrviewer.training.data_set.split_file import SPLIT_FILE, read_split
from cxrviewer.training.data_set.splits import Split, SplitPlan, make_split
from cxrviewer.training.preflight.duplicates import find_copies, without_copies
from cxrviewer.training.preflight.facts import examine
from cxrviewer.training.preflight.problems import Problem
from cxrviewer.training.preflight.split_check import check_split

_SAID = 3  # problems that the sentence quotes


@dataclass(frozen=True, slots=True)
class DataPlan:
    """How the user wants a data set to be understood and divided.

    Attributes
    ----------
    options
        Where labels and patients are found.
    folds, fold, held_out_source
        See `SplitPlan`; share and seed are the preset's.
    drop_duplicates
        Whether all but one of the films of a picture are left out, see `without_copies`; else such films on
        two sides of the split are refused.
    """

    options: DataOptions = AS_IT_IS
    folds: int = 0
    fold: int = 1
    held_out_source: str = ""
    drop_duplicates: bool = False

    def split(self, validation_share: float, seed: int) -> SplitPlan:
        """Return the plan of the split."""
        return SplitPlan(validation_share, seed, self.folds, self.fold, self.held_out_source)


USUAL: Final = DataPlan()
"""A split by the preset's share and seed."""


def divide(records: Sequence[FilmRecord], plan: DataPlan, split: SplitPlan, context: JobContext) -> Split:
    """Divide films, after a look at every one, so that no patient and no picture is on two sides.

    Raises
    ------
    DataError
        If a patient or a picture is on two sides; the sentence names the files.
    """
    facts = examine(records, context.part(0, 0.9)).facts
    copies = find_copies(facts, context.part(0.9, 1))
    if plan.drop_duplicates:
        records, _dropped = without_copies(records, copies)
        copies = ()
    divided = make_split(records, split)
    refuse(check_split(divided, facts, copies))
    return divided


def refuse(problems: Sequence[Problem]) -> None:
    """Stop if a split has problems.

    Raises
    ------
    DataError
        With the first sentences, and what can be done.
    """
    if not problems:
        return
    more = len(problems) - _SAID
    said = " ".join(problem.sentence for problem in problems[:_SAID])
    rest = f" There are {more} more of the kind." if more > 0 else ""
    raise DataError(
        f"{said}{rest} Put the data set right (`cxrviewer check-data` lists all), or leave such films out with "
        "--drop-duplicates"
    )


def divided_before(folder: Path, records: Sequence[FilmRecord], data: Path) -> Split | None:
    """Return the split that a run in this folder was begun with; None where it wrote none."""
    return read_split(folder, records, data) if (folder / SPLIT_FILE).is_file() else None

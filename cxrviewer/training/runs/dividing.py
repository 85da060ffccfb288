"""The films of a run, divided as the user wants it, and refused where the division would flatter."""

from collections.abc import Sequence
from pathlib import Path

from cxrviewer.errors import DataError
from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.split_file import SPLIT_FILE, read_split
from cxrviewer.training.data_set.splits import Split, SplitPlan, make_split
from cxrviewer.training.preflight.duplicates import find_copies, without_copies
from cxrviewer.training.preflight.facts import Unreadable, examine
from cxrviewer.training.preflight.problems import Problem
from cxrviewer.training.preflight.split_check import check_labels, check_split
from cxrviewer.training.runs.plan import DataPlan

_SAID = 3  # problems that the sentence quotes


def divide(
    records: Sequence[FilmRecord], plan: DataPlan, split: SplitPlan, context: JobContext, *, labelled: bool = True
) -> tuple[Split, tuple[Unreadable, ...]]:
    """Divide films, after a look at every one, so that no patient and no picture is on two sides.

    Parameters
    ----------
    records
        The films.
    plan, split
        Whether copies are left out, and how the others are divided.
    context
        Takes progress and may cancel between films.
    labelled
        Whether the labels are what is learnt; then no picture may have two.

    Returns
    -------
    tuple
        The split, and the films that cannot be used or are copies; those that cannot be read are in the split
        all the same.

    Raises
    ------
    DataError
        If a patient or a picture is on two sides, or a picture has two labels; the sentence names the files.
    """
    examined = examine(records, context.part(0, 0.9))
    copies = find_copies(examined.facts, context.part(0.9, 1))
    dropped: list[Unreadable] = []
    if plan.drop_duplicates:
        records, dropped = without_copies(records, copies, labelled=labelled)
        copies = ()
    divided = make_split(records, split)
    refuse((*check_split(divided, examined.facts, copies), *(check_labels(copies) if labelled else ())))
    return divided, (*examined.unreadable, *dropped)


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

"""Films that a run leaves out before it divides the others, by name: `left-out.csv`."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from cxrviewer.training.data_set.split_file import film_name
from cxrviewer.training.preflight.facts import Unreadable
from cxrviewer.training.preflight.split_check import named

LEFT_OUT = "left-out.csv"


def tell_left_out(films: Sequence[Unreadable], data: Path, folder: Path, note: Callable[[str], None]) -> None:
    """Write which films are left out, and why, and say how many; nothing where there is none.

    Parameters
    ----------
    films
        With the reasons.
    data
        The data set that they come from, a folder or a manifest.
    folder
        Of the run; it exists.
    note
        Told the sentence.
    """
    (folder / LEFT_OUT).unlink(missing_ok=True)
    if not films:
        return
    names = [Path(film_name(one.record, data)) for one in films]
    with (folder / LEFT_OUT).open("w", newline="", encoding="utf-8") as table:
        writer = csv.writer(table)
        writer.writerow(("file", "label", "reason"))
        writer.writerows(
            (name.as_posix(), one.record.label, one.reason) for name, one in zip(names, films, strict=True)
        )
    what = "One film is" if len(films) == 1 else f"{len(films)} films are"
    note(f"{what} left out, see {LEFT_OUT}: {named(names)}")

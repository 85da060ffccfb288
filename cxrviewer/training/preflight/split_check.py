"""Whether a split keeps apart what must be kept apart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.splits import Split
from cxrviewer.training.preflight.duplicates import Copies
from cxrviewer.training.preflight.facts import FilmFacts
from cxrviewer.training.preflight.problems import Level, Problem

NAMED = 4  # files that a sentence names; the problem's record names all


def named(files: Sequence[Path]) -> str:
    """Return the names of some files, and how many more there are."""
    names = ", ".join(map(str, files[:NAMED]))
    return names if len(files) <= NAMED else f"{names} and {len(files) - NAMED} more"


def telling_patients(facts: Iterable[FilmFacts]) -> dict[str, list[FilmRecord]]:
    """Return the films of each Patient ID; not of one that most films have, as anonymisers leave it."""
    films: dict[str, list[FilmRecord]] = defaultdict(list)
    for film in facts:
        if film.patient:
            films[film.patient].append(film.record)
    known = sum(map(len, films.values()))
    return {
        key: records for key, records in films.items() if not (len(records) > 10 and 2 * len(records) > known)
    }


def _sides(split: Split) -> dict[Path, set[str]]:
    """Return the sides that each file is on; more than one if it is listed twice."""
    sides: dict[Path, set[str]] = defaultdict(set)
    for side, records in split.sides.items():
        for record in records:
            sides[record.path].add(side)
    return sides


def _across(records: Iterable[FilmRecord], sides: Mapping[Path, set[str]]) -> list[Path]:
    """Return the files if they are on more than one side, those of the training first; else none."""
    used = {record.path for record in records if record.path in sides}
    if len(_sides_of(used, sides)) < 2:
        return []
    return sorted(used, key=lambda file: ("training" not in sides[file], str(file)))


def _sides_of(files: Iterable[Path], sides: Mapping[Path, set[str]]) -> list[str]:
    """Return the sides that files are on."""
    found = set().union(*(sides[file] for file in files))
    return [side for side in ("training", "validation", "test") if side in found]


def check_split(
    split: Split, facts: Sequence[FilmFacts] = (), copies: Sequence[Copies] = ()
) -> tuple[Problem, ...]:
    """Return what would make the figures of a training false: patients or pictures on more than one side.

    Parameters
    ----------
    split
        The films of each side.
    facts
        Of the films; their Patient IDs are compared. None where the films were not read.
    copies
        Pictures that are there more than once.

    Returns
    -------
    tuple
        One problem for each patient and each picture; empty if the split is sound.
    """
    sides = _sides(split)
    groups: dict[str, list[FilmRecord]] = defaultdict(list)
    for record in (record for records in split.sides.values() for record in records):
        groups[record.group].append(record)
    leaks = [*groups.values(), *telling_patients(facts).values()]
    of_patients = {tuple(files): "patient" for one in leaks if (files := _across(one, sides))}
    of_copies = {
        tuple(files): "picture"
        for one in copies
        if (files := _across((film.record for film in one.films), sides))
    }
    return tuple(_problem(what, files, sides) for files, what in {**of_patients, **of_copies}.items())


def check_labels(copies: Sequence[Copies]) -> tuple[Problem, ...]:
    """Return one problem for each picture that has different labels: one of them must be wrong."""
    return tuple(
        Problem(
            level=Level.BLOCKS,
            check="labels",
            sentence=f"One picture has different labels ({', '.join(one.labels)}): "
            f"{named([film.record.path for film in one.films])}.",
            files=tuple(str(film.record.path) for film in one.films),
        )
        for one in copies
        if len(one.labels) > 1
    )


def _problem(what: str, files: Sequence[Path], sides: Mapping[Path, set[str]]) -> Problem:
    """Return the sentence on a patient or picture that is on several sides."""
    where = " and ".join(_sides_of(files, sides))
    return Problem(
        level=Level.BLOCKS,
        check=f"{what}s across the split",
        sentence=f"One {what} is on more than one side of the split ({where}): {named(files)}.",
        files=tuple(str(file) for file in files),
    )

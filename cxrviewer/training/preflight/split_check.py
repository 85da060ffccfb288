"""Whether a split keeps apart what must be kept apart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.data_set.splits import Split
from cxrviewer.training.preflight.duplicates import Copies
from cxrviewer.training.preflight.facts import FilmFacts
from cxrviewer.training.preflight.problems import Level, Problem

NAMED = 4  # files that a sentence names; the problem's record names all


def named(records: Sequence[FilmRecord]) -> str:
    """Return the names of some films, and how many more there are."""
    names = ", ".join(str(record.path) for record in records[:NAMED])
    return names if len(records) <= NAMED else f"{names} and {len(records) - NAMED} more"


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


def _sides(split: Split) -> dict[FilmRecord, str]:
    """Return the side of each film."""
    return {record: side for side, records in split.sides.items() for record in records}


def _across(records: Iterable[FilmRecord], sides: Mapping[FilmRecord, str]) -> list[FilmRecord]:
    """Return the films if they are on more than one side, those of the training first; else none."""
    used = [record for record in records if record in sides]
    if len({sides[record] for record in used}) < 2:
        return []
    return sorted(used, key=lambda record: (sides[record] != "training", str(record.path)))


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
    for record in sides:
        groups[record.group].append(record)
    leaks = [*groups.values(), *telling_patients(facts).values()]
    of_patients = {tuple(films): "patient" for one in leaks if (films := _across(one, sides))}
    of_copies = {
        tuple(films): "picture"
        for one in copies
        if (films := _across((film.record for film in one.films), sides))
    }
    return tuple(_problem(what, films, sides) for films, what in {**of_patients, **of_copies}.items())


def _problem(what: str, films: Sequence[FilmRecord], sides: Mapping[FilmRecord, str]) -> Problem:
    """Return the sentence on a patient or picture that is on several sides."""
    where = " and ".join(side for side in ("training", "validation", "test") if side in map(sides.get, films))
    sentence = f"One {what} is on more than one side of the split ({where}): {named(films)}."
    return Problem(
        level=Level.BLOCKS,
        check=f"{what}s across the split",
        sentence=sentence,
        files=tuple(str(record.path) for record in films),
    )

"""Films that a data set holds more than once, and what is left without them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.film_record import FilmRecord
from cxrviewer.training.preflight.facts import FilmFacts, Unreadable
from cxrviewer.training.preflight.fingerprints import fingerprints, similar_pairs


@dataclass(frozen=True, slots=True)
class Copies:
    """Films that show one picture.

    Attributes
    ----------
    films
        Two or more, the largest first.
    exact
        Whether the files are the same byte by byte.
    correlation
        The lowest by which two of them were found to be alike, see `similar_pairs`.
    """

    films: tuple[FilmFacts, ...]
    exact: bool
    correlation: float

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that the picture has."""
        return tuple(sorted({film.record.label for film in self.films}))

    @property
    def groups(self) -> tuple[str, ...]:
        """The patients or other groups that it belongs to."""
        return tuple(sorted({film.record.group for film in self.films}))


def _root(parents: list[int], place: int) -> int:
    """Return the first film of those that a film is joined with."""
    while parents[place] != place:
        parents[place] = parents[parents[place]]
        place = parents[place]
    return place


def find_copies(facts: Sequence[FilmFacts], context: JobContext) -> tuple[Copies, ...]:
    """Return every picture that is there more than once, by hash and by its fine structure."""
    parents = list(range(len(facts)))
    lowest: dict[int, float] = {}
    first_of: dict[str, int] = {}
    for place, film in enumerate(facts):
        parents[place] = first_of.setdefault(film.sha256, place)
    pairs = similar_pairs(fingerprints([film.thumbnail for film in facts]), context)
    for first, second, correlation in pairs:
        one, other = sorted((_root(parents, first), _root(parents, second)))
        parents[other] = one
        lowest[one] = min(abs(correlation), lowest.get(one, 1.0), lowest.get(other, 1.0))
    joined: dict[int, list[FilmFacts]] = defaultdict(list)
    for place, film in enumerate(facts):
        joined[_root(parents, place)].append(film)
    return tuple(_copies(films, lowest.get(place, 1.0)) for place, films in joined.items() if len(films) > 1)


def _copies(films: Sequence[FilmFacts], correlation: float) -> Copies:
    """Return films that show one picture, the largest first."""
    ordered = sorted(films, key=lambda film: (-film.rows * film.columns, str(film.record.path)))
    return Copies(tuple(ordered), len({film.sha256 for film in films}) == 1, correlation)


def without_copies(
    records: Sequence[FilmRecord], copies: Iterable[Copies], *, labelled: bool
) -> tuple[list[FilmRecord], list[Unreadable]]:
    """Leave out all but the largest of each picture's films.

    The patients of films that show one picture are one patient, so that their other films stay together too.

    Parameters
    ----------
    labelled
        Whether the labels are what is learnt; then all films of a picture whose labels differ are left out.

    Returns
    -------
    tuple
        The films that are kept, in their order, and those that are left out, with the reasons.
    """
    reasons: dict[FilmRecord, str] = {}
    same: dict[str, str] = {}
    for one in copies:
        reasons |= _left_out(one, labelled=labelled)
        _join(same, [film.record.group for film in one.films])
    return (
        [replace(one, group=_first(same, one.group)) for one in records if one not in reasons],
        [Unreadable(one, reasons[one]) for one in records if one in reasons],
    )


def _left_out(copies: Copies, *, labelled: bool) -> dict[FilmRecord, str]:
    """Return which of the films of a picture are left out, and why."""
    if labelled and len(copies.labels) > 1:
        reason = f"one picture has different labels ({', '.join(copies.labels)})"
        return {film.record: reason for film in copies.films}
    largest, *others = copies.films
    return {film.record: f"shows the picture of {largest.record.path.name}" for film in others}


def _first(same: dict[str, str], group: str) -> str:
    """Return the name that stands for a group and all that it is joined with."""
    while same.get(group, group) != group:
        group = same[group]
    return group


def _join(same: dict[str, str], groups: Sequence[str]) -> None:
    """Make groups one."""
    names = sorted(_first(same, group) for group in groups)
    for name in names:
        same[name] = names[0]

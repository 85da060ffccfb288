"""All checks of a data set before anything is trained on it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cxrviewer import __version__
from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import JobContext
from cxrviewer.training.data_set.film_record import FilmRecord, GroupOrigin
from cxrviewer.training.data_set.masks import read_mask
from cxrviewer.training.data_set.splits import SplitPlan, make_split
from cxrviewer.training.preflight import findings
from cxrviewer.training.preflight.differences import class_differences
from cxrviewer.training.preflight.duplicates import Copies, find_copies
from cxrviewer.training.preflight.facts import Examined, FilmFacts, FindLungs, Unreadable, examine
from cxrviewer.training.preflight.probe import choose_for_probe, probes
from cxrviewer.training.preflight.problems import Level, Problem
from cxrviewer.training.preflight.report import CopiedPicture, DataReport, Stratum, Task, UnreadableFilm
from cxrviewer.training.preflight.split_check import check_split

_ORDER = tuple(Level)


def check_data(
    records: Sequence[FilmRecord],
    context: JobContext,
    task: Task = "classify",
    find_lungs: FindLungs | None = None,
) -> DataReport:
    """Read every film of a data set and report what is wrong with it (see `check_films`)."""
    return check_films(records, context, task, find_lungs)[0]


def check_films(
    records: Sequence[FilmRecord],
    context: JobContext,
    task: Task = "classify",
    find_lungs: FindLungs | None = None,
) -> tuple[DataReport, Examined]:
    """Read every film of a data set and report what is wrong with it.

    Parameters
    ----------
    records
        The films.
    context
        Takes progress and may cancel between films.
    task
        What the data is meant for.
    find_lungs
        Finds the lungs of the films that are probed with the lungs blanked; None leaves that probe out.

    Returns
    -------
    tuple
        The report, and what was seen of each film.
    """
    chosen = choose_for_probe([one for one in records if one.label]) if task == "classify" else []
    examined = examine(records, context.part(0, 0.8), find_lungs, chosen)
    return _report(records, examined, context.part(0.8, 1), task), examined


def _report(records: Sequence[FilmRecord], examined: Examined, context: JobContext, task: Task) -> DataReport:
    """Report what is wrong with films that have been read."""
    facts = examined.facts
    copies = find_copies(facts, context.part(0, 0.4))
    differences = class_differences(facts) if task == "classify" else ()
    found = probes(facts, context.part(0.4, 1)) if facts else ()
    unusable = _unusable_masks(facts) if task == "segment" else []
    problems = [
        *findings.on_reading(examined),
        *(findings.on_classes(facts) if task == "classify" else findings.on_masks(facts, unusable)),
        *findings.on_patients(facts),
        *findings.on_copies(copies),
        *_on_own_split(records, facts, copies),
        *findings.on_differences(differences),
        *findings.on_probes(found),
    ]
    return DataReport(
        program_version=__version__,
        task=task,
        films=len(records),
        patients_known=sum(one.group_origin is not GroupOrigin.FILE for one in records),
        unreadable=tuple(
            UnreadableFilm(file=str(one.record.path), reason=one.reason)
            for one in (*examined.unreadable, *unusable)
        ),
        strata=_strata(facts),
        copies=tuple(_copied(one) for one in copies),
        differences=differences,
        probes=found,
        problems=tuple(sorted(problems, key=lambda one: _ORDER.index(one.level))),
    )


def _on_own_split(
    records: Sequence[FilmRecord], facts: Sequence[FilmFacts], copies: Sequence[Copies]
) -> Iterator[Problem]:
    """Yield what is wrong with the split that the data set itself brings."""
    if records and all(record.side for record in records):
        yield from check_split(make_split(records, SplitPlan()), facts, copies)


def _unusable_masks(facts: Sequence[FilmFacts]) -> list[Unreadable]:
    """Return the films whose masks cannot be used, and why."""
    found = []
    for film in facts:
        if film.record.mask is None:
            continue
        try:
            read_mask(film.record, (film.rows, film.columns))
        except CxrviewerError as error:
            found.append(Unreadable(film.record, str(error)))
    return found


def _strata(facts: Sequence[FilmFacts]) -> tuple[Stratum, ...]:
    """Count films by label and source."""
    films: dict[tuple[str, str], list[FilmRecord]] = defaultdict(list)
    for film in facts:
        films[film.record.label, film.record.source].append(film.record)
    return tuple(
        Stratum(
            label=label,
            source=source,
            films=len(records),
            groups=len({record.group for record in records}),
            with_mask=sum(record.mask is not None for record in records),
        )
        for (label, source), records in sorted(films.items())
    )


def _copied(copies: Copies) -> CopiedPicture:
    """Return the report's record of a picture that is there more than once."""
    return CopiedPicture(
        files=tuple(str(film.record.path) for film in copies.films),
        exact=copies.exact,
        correlation=round(copies.correlation, 3),
        labels=copies.labels,
        one_group=len(copies.groups) == 1,
    )

"""Figures of parts of the films as a table."""

from collections.abc import Iterator, Sequence

from cxrviewer.training.evaluation.figure_words import with_interval
from cxrviewer.training.evaluation.report.content import Grid, Section
from cxrviewer.training.evaluation.schema import Stratum


def strata_section(strata: Sequence[Stratum], classes: int = 0) -> Iterator[Section]:
    """Yield the figures by source, age group and view; nothing where nothing parts the films.

    Parameters
    ----------
    strata
        The parts.
    classes
        How many a classifier knows; 0 of a segmentation.
    """
    if not strata:
        return
    names = [figure.name for figure in strata[0].figures]
    counted = ("classes",) if classes else ()
    rows = tuple(
        (one.by, one.name, f"{one.films}", *_classes(one, classes), *map(with_interval, one.figures))
        for one in strata
    )
    note = (
        "Classes: how many of those that the model knows occur in that part of the films. Of one class "
        "there is no macro F1, and an accuracy tells its recall alone."
    )
    yield Section(
        "By source, age group and view",
        (Grid(("", "", "films", *counted, *names), rows, note if classes else "", texts=2),),
    )


def _classes(one: Stratum, classes: int) -> tuple[str, ...]:
    return (f"{len(one.classes)} of {classes}",) if classes else ()

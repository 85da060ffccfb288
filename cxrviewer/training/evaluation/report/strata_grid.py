"""Figures of parts of the films as a table."""

from collections.abc import Iterator, Sequence

from cxrviewer.training.evaluation.figure_words import with_interval
from cxrviewer.training.evaluation.report.content import Grid, Section
from cxrviewer.training.evaluation.schema import Stratum


def strata_section(strata: Sequence[Stratum]) -> Iterator[Section]:
    """Yield the figures by source, age group and view; nothing where nothing parts the films."""
    if not strata:
        return
    names = [figure.name for figure in strata[0].figures]
    rows = tuple(
        (one.by, one.name, f"{one.films}", *(with_interval(figure) for figure in one.figures))
        for one in strata
    )
    note = "A macro F1 counts the classes that occur or are answered in that part of the films only."
    yield Section(
        "By source, age group and view",
        (Grid(("", "", "films", *names), rows, note if "macro F1" in names else "", texts=2),),
    )

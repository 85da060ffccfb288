"""Figures of parts of the films, and of pairs of classes, as tables."""

from collections.abc import Iterator, Mapping, Sequence

from cxrviewer.training.evaluation.figure_words import with_interval
from cxrviewer.training.evaluation.report.content import Grid, Section
from cxrviewer.training.evaluation.schema import PairFigure, Stratum


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


def pairs_section(
    pairs: Sequence[PairFigure], strata: Sequence[Stratum], titles: Mapping[str, str]
) -> Iterator[Section]:
    """Yield how well each class is told from each other one, of all films and of each part of them.

    Parameters
    ----------
    pairs
        Of all films; where there are none, none are in the parts.
    strata
        The parts.
    titles
        What classes are called.
    """
    if not pairs:
        return
    parts = [("all films", "", pairs), *((one.by, one.name, one.pairs) for one in strata)]
    rows = tuple(
        (
            by,
            name,
            f"{titles[one.positive]} – {titles[one.negative]}",
            f"{one.auroc.films}",
            with_interval(one.auroc),
        )
        for by, name, found in parts
        for one in found
    )
    yield Section(
        "One class against another",
        (
            Grid(
                ("", "", "classes", "films", "AUROC"), rows, "Among films of the two classes alone.", texts=3
            ),
        ),
    )

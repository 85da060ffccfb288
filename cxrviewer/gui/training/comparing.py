"""Runs side by side: what differs between their recipes, how far they came, and whether it is chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxrviewer.errors import CxrviewerError
from cxrviewer.gui.training.page_markup import page, paragraph, table, title
from cxrviewer.gui.training.result_pages import interval, value
from cxrviewer.jobs import JobContext
from cxrviewer.training.runs.settings import Difference, differing_settings
from cxrviewer.training.runs.summary import RunSummary

if TYPE_CHECKING:
    from cxrviewer.training.evaluation.comparison_schema import Comparison, Pair
    from cxrviewer.training.evaluation.comparison_schema import Difference as PairedDifference

_DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True, eq=False)
class ComparedRuns:
    """Two or more runs.

    Attributes
    ----------
    runs
        In the order of the columns.
    differences
        Settings that are not the same in all.
    comparison
        Of their evaluations on the same films; None where there is none.
    reason
        Why there is none; else empty.
    """

    runs: tuple[RunSummary, ...]
    differences: tuple[Difference, ...]
    comparison: "Comparison | None"
    reason: str = ""


def compare_runs(runs: Sequence[RunSummary], context: JobContext) -> ComparedRuns:
    """Compare runs, and their evaluations where all have one of the same films.

    Raises
    ------
    CxrviewerError
        If there are fewer than two.
    """
    from cxrviewer.training.runs.comparing import compare_films

    context.checkpoint()
    differences = differing_settings(runs)
    missing = ", ".join(run.folder.name for run in runs if run.evaluation is None)
    if missing:
        reason = (
            f"Whether the difference is chance can be told once all are measured in full: {missing} not yet."
        )
        return ComparedRuns(tuple(runs), differences, None, reason)
    try:
        return ComparedRuns(tuple(runs), differences, compare_films(runs))
    except CxrviewerError as error:
        return ComparedRuns(tuple(runs), differences, None, error.sentence)


def comparison_page(compared: ComparedRuns) -> str:
    """Return the page."""
    names = [run.folder.name for run in compared.runs]
    best = [
        (run.best.score_name, f"{run.best.score:.4f}", run.best.epoch) if run.best else None
        for run in compared.runs
    ]
    rows = [
        ("State", *(str(run.state) for run in compared.runs)),
        ("Best validation score", *(f"{one[1]} {one[0]}" if one else _DASH for one in best)),
        ("At epoch", *(one[2] if one else _DASH for one in best)),
        ("Epochs", *(len(run.epochs) for run in compared.runs)),
    ]
    settings = [(one.name.replace("_", " "), *map(_shown, one.values)) for one in compared.differences]
    return page(
        title("Compared runs"),
        table(("", *names), rows),
        *_paired(compared),
        title("Settings that differ" if settings else "No setting differs"),
        table(("Setting", *names), settings) if settings else "",
    )


def _paired(compared: ComparedRuns) -> list[str]:
    """Return what the films that all were measured on say."""
    found = compared.comparison
    if found is None:
        return [paragraph(compared.reason, "quiet")]
    figures = zip(*(one.figures for one in found.models), strict=True)
    networks = ("Network", *(one.architecture for one in found.models))
    parts = [
        title(f"On the same {found.films} films of {found.groups} patients or files"),
        table(
            ("", *(one.name for one in found.models)),
            [networks, *((row[0].name, *map(value, row)) for row in figures)],
        ),
    ]
    for pair in found.pairs:
        rows = [(one.name, interval(one.figure), *_better(one)) for one in pair.differences]
        counted = (f"{pair.first} better", f"{pair.second} better") if len(rows[0]) > 2 else ()
        parts += [
            title(f"{pair.second} less {pair.first}"),
            table(("Figure", "Difference (95 % interval, paired bootstrap)", *counted), rows),
            *_mcnemar(pair, len(found.pairs)),
        ]
    return parts


def _better(one: "PairedDifference") -> tuple[str, ...]:
    """Return on how many films each of the two is better, where single films tell."""
    return () if one.first_better is None else (f"{one.first_better} films", f"{one.second_better} films")


def _mcnemar(pair: "Pair", pairs: int) -> list[str]:
    """Return the test of two classifiers."""
    from cxrviewer.training.evaluation.figure_words import p_words

    test = pair.mcnemar
    if test is None:
        return []
    said = (
        f"Right in {pair.first} alone: {test.only_first} films; in {pair.second} alone: {test.only_second}; "
        f"McNemar's exact test: {p_words(test, pairs)}."
    )
    return [paragraph(said)]


def _shown(value: object) -> str:
    told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = _DASH if value is None else told
    return text if len(text) <= 40 else f"{text[:38]}…"

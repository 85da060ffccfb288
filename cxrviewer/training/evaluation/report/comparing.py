"""A comparison of models as JSON and as a web page."""

from pathlib import Path

from cxrviewer import __version__
from cxrviewer.export.writing import write_bytes, write_json
from cxrviewer.training.evaluation.comparison_schema import Comparison, Difference, McNemar, Pair
from cxrviewer.training.evaluation.figure_words import interval_words, p_words, with_interval
from cxrviewer.training.evaluation.report.content import Document, Grid, Part, Section, Words
from cxrviewer.training.evaluation.report.html import page

COMPARISON_JSON, COMPARISON_HTML = "comparison.json", "comparison.html"


def write_comparison(comparison: Comparison, folder: Path) -> None:
    """Write `comparison.json` and `comparison.html` into a folder that exists (FileError if it cannot be)."""
    write_json(folder / COMPARISON_JSON, comparison.model_dump(mode="json"))
    write_bytes(folder / COMPARISON_HTML, page(comparison_document(comparison)).encode())


def comparison_document(comparison: Comparison) -> Document:
    """Return the report."""
    what = "segmentations" if comparison.task == "segment" else "classifiers"
    return Document(
        title=f"Comparison of {what}",
        subtitle=f"On the same {comparison.films} films of {comparison.groups} patients or groups",
        warning=comparison.not_for_clinical_use,
        origin=f"cxrviewer {__version__}",
        sections=(_table(comparison), *(_pair(one, len(comparison.pairs)) for one in comparison.pairs)),
    )


def _table(comparison: Comparison) -> Section:
    """Return the table of the architectures (paper A, row A3), a column for each."""
    models = comparison.models
    figures = zip(*(one.figures for one in models), strict=True)
    grid = Grid(
        ("", *(one.name for one in models)),
        (
            ("Network", *(one.architecture for one in models)),
            ("Recipe", *(one.preset or "–" for one in models)),
            *((row[0].name, *map(with_interval, row)) for row in figures),
        ),
        interval_words(comparison.intervals),
    )
    return Section("Models", (grid,))


def _pair(pair: Pair, pairs: int) -> Section:
    """Return two models film by film."""
    counted = any(one.first_better is not None for one in pair.differences)
    head = ["", f"{pair.second} less {pair.first}", "films"]
    head += [f"{name} better" for name in (pair.first, pair.second)] if counted else []
    differences = Grid(
        tuple(head),
        tuple(_difference(one, counted=counted) for one in pair.differences),
        "Paired bootstrap: an interval that holds 0 leaves open which of the two is better."
        + (" Of distances (HD95) a negative difference is a gain." if counted else ""),
    )
    parts: list[Part] = [differences]
    if pair.mcnemar is not None:
        parts += _mcnemar(pair, pair.mcnemar, pairs)
    return Section(f"{pair.first} and {pair.second}", parts)


def _difference(one: Difference, *, counted: bool) -> tuple[str, ...]:
    """Return a row: the difference, its films, and on how many of them each model is better."""
    better = (f"{one.first_better}", f"{one.second_better}") if counted else ()
    return one.name, with_interval(one.figure, signed=True), f"{one.figure.films}", *better


def _mcnemar(pair: Pair, test: McNemar, pairs: int) -> list[Part]:
    """Return the films that part two classifiers, and the test."""
    films = Grid(
        ("films", f"{pair.second} right", f"{pair.second} wrong"),
        (
            (f"{pair.first} right", f"{test.both_right}", f"{test.only_first}"),
            (f"{pair.first} wrong", f"{test.only_second}", f"{test.both_wrong}"),
        ),
    )
    words = f"McNemar's exact test of the films that only one gets right: {p_words(test, pairs)}."
    return [films, Words(words)]

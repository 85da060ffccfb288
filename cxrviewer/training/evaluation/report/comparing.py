"""A comparison of classifiers as JSON and as a web page."""

from pathlib import Path

from cxrviewer import __version__
from cxrviewer.export.writing import write_bytes, write_json
from cxrviewer.training.evaluation.comparison_schema import Comparison, Pair
from cxrviewer.training.evaluation.report.content import Document, Grid, Section, Words
from cxrviewer.training.evaluation.report.html import page
from cxrviewer.training.evaluation.report.plots import with_interval

COMPARISON_JSON, COMPARISON_HTML = "comparison.json", "comparison.html"


def write_comparison(comparison: Comparison, folder: Path) -> None:
    """Write `comparison.json` and `comparison.html` into a folder that exists (FileError if it cannot be)."""
    write_json(folder / COMPARISON_JSON, comparison.model_dump(mode="json"))
    write_bytes(folder / COMPARISON_HTML, page(comparison_document(comparison)).encode())


def comparison_document(comparison: Comparison) -> Document:
    """Return the report."""
    return Document(
        title="Comparison of classifiers",
        subtitle=f"On the same {comparison.films} films of {comparison.groups} patients or groups",
        warning=comparison.not_for_clinical_use,
        origin=f"cxrviewer {__version__}",
        sections=(_table(comparison), *map(_pair, comparison.pairs)),
    )


def _table(comparison: Comparison) -> Section:
    """Return the table of the architectures (paper A, row A3)."""
    names = [figure.name for figure in comparison.models[0].figures]
    grid = Grid(
        ("model", "network", "recipe", *names),
        tuple(
            (one.name, one.architecture, one.preset, *(with_interval(figure) for figure in one.figures))
            for one in comparison.models
        ),
        "Intervals are 95 % by bootstrap over patients or groups.",
        texts=3,
    )
    return Section("Models", (grid,))


def _pair(pair: Pair) -> Section:
    """Return two models film by film."""
    differences = Grid(
        ("", f"{pair.second} less {pair.first}"),
        tuple((one.name, with_interval(one.figure)) for one in pair.differences),
        "Paired bootstrap: an interval that holds 0 leaves open which of the two is better.",
    )
    test = pair.mcnemar
    films = Grid(
        ("films", f"{pair.second} right", f"{pair.second} wrong"),
        (
            (f"{pair.first} right", f"{test.both_right}", f"{test.only_first}"),
            (f"{pair.first} wrong", f"{test.only_second}", f"{test.both_wrong}"),
        ),
    )
    p = "p < 0.0001" if test.p_value < 0.0001 else f"p = {test.p_value:.4f}"
    return Section(
        f"{pair.first} and {pair.second}",
        (differences, films, Words(f"McNemar's exact test of the films that only one gets right: {p}.")),
    )

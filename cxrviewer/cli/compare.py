"""`cxrviewer compare`: evaluations of models on the same films, compared film by film."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cxrviewer.training.evaluation.comparison_schema import Comparison, Difference

Evaluations = Annotated[
    list[Path], typer.Argument(help="Two or more folders that `evaluate` has written, of the same films.")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Folder for comparison.json and comparison.html.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def compare(evaluations: Evaluations, output: Output = None, as_json: AsJson = False) -> None:
    """Compare models film by film: paired bootstrap of every figure; of classifiers also McNemar's test."""
    from cxrviewer.training.evaluation.comparison import compare as compare_all
    from cxrviewer.training.evaluation.comparison import read_all_evaluated
    from cxrviewer.training.evaluation.report.comparing import write_comparison

    found = compare_all(read_all_evaluated(evaluations))
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        write_comparison(found, output)
    if as_json:
        print(json.dumps(found.model_dump(mode="json"), indent=1, ensure_ascii=False))
        return
    print(f"{found.films} films of {found.groups} patients or groups")
    print_pairs(found)
    if output is not None:
        print(f"written: {output / 'comparison.html'}, comparison.json")


def print_pairs(found: "Comparison") -> None:
    """Print the differences of every pair."""
    from cxrviewer.training.evaluation.figure_words import p_words

    for pair in found.pairs:
        print(f"{pair.second} less {pair.first}, on the same films:")
        for one in pair.differences:
            print(f"  {_in_words(one)}")
        if pair.mcnemar is not None:
            print(f"  McNemar's exact test: {p_words(pair.mcnemar, len(found.pairs))}")


def _in_words(one: "Difference") -> str:
    """Return a difference with its interval, and on how many films each of the two is better."""
    from cxrviewer.training.evaluation.figure_words import with_interval

    if one.figure.value is None:
        return f"{one.name}: not defined by these films"
    said = f"{one.name}: {with_interval(one.figure, 4, signed=True)}"
    if one.second_better is None:
        return said
    return f"{said} on {one.figure.films} films; better on {one.second_better}, worse on {one.first_better}"

"""What a comparison of evaluations comes to: the records of `comparison.json`."""

from typing import Final, Literal

from cxrviewer.study import NOT_FOR_CLINICAL_USE
from cxrviewer.training.evaluation.schema import Figure, Intervals, Record

COMPARISON_VERSION: Final = 1


class ComparedModel(Record):
    """One column of the table of architectures (paper A, row A3)."""

    name: str
    architecture: str
    preset: str
    weights_sha256: str
    figures: tuple[Figure, ...]


class Difference(Record):
    """The second model's figure less the first's, both drawn alike.

    Attributes
    ----------
    name
        Of the figure.
    figure
        The difference; its films are those that both models have the figure for.
    first_better, second_better
        On how many films each is better; null of figures that a single film does not have.
    """

    name: str
    figure: Figure
    first_better: int | None = None
    second_better: int | None = None


class McNemar(Record):
    """Films by which of two models is right, and the two-sided exact p of the films that part them.

    Attributes
    ----------
    both_right, only_first, only_second, both_wrong
        Films.
    p_value
        Of this pair alone.
    adjusted_p_value
        By Holm's method for all pairs of the comparison.
    """

    both_right: int
    only_first: int
    only_second: int
    both_wrong: int
    p_value: float
    adjusted_p_value: float


class Pair(Record):
    """Two models film by film; McNemar's test of classifiers alone."""

    first: str
    second: str
    differences: tuple[Difference, ...]
    mcnemar: McNemar | None


class Comparison(Record):
    """`comparison.json`."""

    schema_version: Literal[1] = COMPARISON_VERSION
    not_for_clinical_use: str = NOT_FOR_CLINICAL_USE
    task: Literal["classify", "segment"]
    films: int
    groups: int
    test_set_sha256: str
    intervals: Intervals = Intervals()
    models: tuple[ComparedModel, ...]
    pairs: tuple[Pair, ...]

"""What a comparison of classifiers comes to: the records of `comparison.json`."""

from typing import Final, Literal

from cxrviewer.study import NOT_FOR_CLINICAL_USE
from cxrviewer.training.evaluation.schema import Figure, Record

COMPARISON_VERSION: Final = 1


class ComparedModel(Record):
    """One line of the table of architectures (paper A, row A3)."""

    name: str
    architecture: str
    preset: str
    weights_sha256: str
    figures: tuple[Figure, ...]


class Difference(Record):
    """The second model's figure less the first's."""

    name: str
    figure: Figure


class McNemar(Record):
    """Films by which of two models is right, and the two-sided exact p of the films that part them."""

    both_right: int
    only_first: int
    only_second: int
    both_wrong: int
    p_value: float


class Pair(Record):
    """Two models film by film."""

    first: str
    second: str
    differences: tuple[Difference, ...]
    mcnemar: McNemar


class Comparison(Record):
    """`comparison.json`."""

    schema_version: Literal[1] = COMPARISON_VERSION
    not_for_clinical_use: str = NOT_FOR_CLINICAL_USE
    films: int
    groups: int
    test_set_sha256: str
    models: tuple[ComparedModel, ...]
    pairs: tuple[Pair, ...]

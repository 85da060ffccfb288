"""What tells the classes of a data set apart besides what the films show."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from cxrviewer.training.evaluation.class_measures import ranking
from cxrviewer.training.preflight.facts import FilmFacts
from cxrviewer.training.statistics.chance import chi_squared

LARGE_AUROC = 0.7
LARGE_V = 0.3

_FEWEST = 10  # films of a class that say anything
_UNLIKELY = 1e-3

Numbers = npt.NDArray[np.float64]

NUMBERS: Mapping[str, Callable[[FilmFacts], float | None]] = MappingProxyType(
    {
        "rows": lambda film: film.rows,
        "columns": lambda film: film.columns,
        "width over height": lambda film: film.aspect,
        "bit depth": lambda film: film.bits,
        "grey of the border": lambda film: film.border_grey,
        "black share of the border": lambda film: film.black_border,
        "white marks in a corner": lambda film: film.corner_marks,
        "age": lambda film: film.record.age,
    }
)
"""What is measured of a film, and compared by AUROC."""

WORDS: Mapping[str, Callable[[FilmFacts], str]] = MappingProxyType(
    {
        "source": lambda film: film.record.source,
        "kind of file": lambda film: film.format,
        "size in pixels": lambda film: f"{film.columns} x {film.rows}",
        "view": lambda film: film.record.view,
        "sex": lambda film: film.record.sex,
        "age group": lambda film: film.record.age_group,
    }
)
"""What is said of a film, and compared by Cramér's V."""


class Difference(BaseModel):
    """How well one feature alone tells the classes apart.

    Attributes
    ----------
    feature
        One of `NUMBERS` or `WORDS`.
    measure
        "AUROC" of the feature for one class against all others, or "Cramér's V" of its table with the labels.
    label
        The class that it tells best; empty for Cramér's V.
    value, low
        The figure, 0.5 or more of an AUROC; and what it is at least (95 % interval of Hanley and McNeil,
        1982; of Cramér's V the figure itself).
    higher
        Whether the feature is higher in that class; None for words.
    films
        On how many it is known.
    large
        Whether that is so much that a network may learn it instead of the disease.
    """

    model_config = ConfigDict(frozen=True)

    feature: str
    measure: str
    label: str
    value: float
    low: float
    higher: bool | None
    films: int
    large: bool


def auroc(values: Numbers, positive: npt.NDArray[np.bool_]) -> float:
    """Return the probability that a value of the positives is above one of the others; ties count half."""
    once = np.ones((1, len(values)), np.float32)
    return float(ranking(once, positive, values).auroc[0])


def _standard_error(area: float, positives: int, negatives: int) -> float:
    """Return the standard error of an AUROC (Hanley and McNeil 1982, Radiology 143:29-36)."""
    first, second = area / (2 - area), 2 * area**2 / (1 + area)
    variance = (
        area * (1 - area) + (positives - 1) * (first - area**2) + (negatives - 1) * (second - area**2)
    ) / (positives * negatives)
    return float(np.sqrt(max(0.0, variance)))


def cramers_v(table: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Return the association of two categories, 0 to 1, without its bias, and its p-value.

    Parameters
    ----------
    table
        (values, labels) counts; no row or column without any.

    Returns
    -------
    tuple of float
        V (Bergsma 2013, J Korean Stat Soc 42:323-328), and p of Pearson's chi-squared test.
    """
    total, (rows, columns) = int(table.sum()), table.shape
    if min(rows, columns) < 2 or total < 2:
        return 0.0, 1.0
    squared, p = chi_squared(table)
    phi = max(0.0, squared / total - (rows - 1) * (columns - 1) / (total - 1))
    fewest = min(side - (side - 1) ** 2 / (total - 1) for side in (rows, columns)) - 1
    return (float(np.sqrt(phi / fewest)) if fewest > 0 else 0.0), p


def _counted(values: Sequence[str], labels: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return how often each value comes with each label."""
    rows, row_of = np.unique(np.array(values), return_inverse=True)
    columns, column_of = np.unique(np.array(labels), return_inverse=True)
    table = np.zeros((len(rows), len(columns)), np.int64)
    np.add.at(table, (row_of, column_of), 1)
    return table


def _of_number(feature: str, known: Sequence[tuple[float, str]]) -> Difference | None:
    """Compare a number, for the class that it tells best."""
    values, labels = (
        np.array([value for value, _label in known]),
        np.array([label for _value, label in known]),
    )
    found = []
    for label in np.unique(labels):
        positive = labels == label
        counts = int(positive.sum()), int((~positive).sum())
        if min(counts) < _FEWEST:
            continue
        area = auroc(values, positive)
        value = max(area, 1 - area)
        low = max(0.5, value - 1.96 * _standard_error(value, *counts))
        found.append((low, value, area >= 0.5, str(label)))
    if not found:
        return None
    low, value, higher, label = max(found)
    return Difference(
        feature=feature,
        measure="AUROC",
        label=label,
        value=value,
        low=low,
        higher=higher,
        films=len(known),
        large=low > LARGE_AUROC,
    )


def _of_words(feature: str, known: Sequence[tuple[str, str]]) -> Difference | None:
    """Compare what is said of films."""
    counts = Counter(label for _value, label in known)
    known = [(value, label) for value, label in known if counts[label] >= _FEWEST]
    labels = [label for _value, label in known]
    if len(set(labels)) < 2:
        return None
    value, p = cramers_v(_counted([value for value, _label in known], labels))
    return Difference(
        feature=feature,
        measure="Cramér's V",
        label="",
        value=value,
        low=value,
        higher=None,
        films=len(known),
        large=value > LARGE_V and p < _UNLIKELY,
    )


def class_differences(facts: Sequence[FilmFacts]) -> tuple[Difference, ...]:
    """Compare the classes in everything that is known of their films, the greatest differences first.

    Features that are known of no two classes with 10 films each are left out.
    """
    labelled = [film for film in facts if film.record.label]
    found: list[Difference | None] = []
    for feature, number in NUMBERS.items():
        numbers = [(value, film.record.label) for film in labelled if (value := number(film)) is not None]
        found.append(_of_number(feature, numbers))
    for feature, word in WORDS.items():
        found.append(
            _of_words(feature, [(said, film.record.label) for film in labelled if (said := word(film))])
        )
    kept = [one for one in found if one is not None]
    return tuple(sorted(kept, key=lambda one: (not one.large, one.measure, -one.low)))

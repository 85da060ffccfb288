"""Films parted by what is known of them: source, age group, view."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from cxrviewer.training.evaluation.film_answers import FilmAnswer

By = Literal["source", "age group", "view"]
UNKNOWN = "unknown"

_KEYS: Mapping[By, Callable[[FilmAnswer], str]] = MappingProxyType(
    {
        "source": lambda answer: answer.record.source,
        "age group": lambda answer: answer.age_group,
        "view": lambda answer: answer.view,
    }
)


def strata(answers: Sequence[FilmAnswer]) -> Iterator[tuple[By, str, npt.NDArray[np.bool_]]]:
    """Yield every part of the films: by what, its name, and (films,) which films it holds.

    What is the same for all films parts nothing and is left out.
    """
    for by, key in _KEYS.items():
        names = np.array([key(answer) or UNKNOWN for answer in answers])
        distinct = sorted(set(names.tolist()) - {UNKNOWN})
        if distinct and len(set(names.tolist())) > 1:
            for name in (*distinct, *({UNKNOWN} & set(names.tolist()))):
                yield by, name, names == name

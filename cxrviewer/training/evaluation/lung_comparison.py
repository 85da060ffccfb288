"""Segmentations compared film by film: paired bootstrap of Dice, IoU and HD95, of both lungs and each."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from cxrviewer.training.evaluation.comparison_schema import Difference
from cxrviewer.training.evaluation.lung_figures import LUNG_NAMES, SIDES, Floats, mean_figure
from cxrviewer.training.evaluation.predictions import FilmLine, column
from cxrviewer.training.evaluation.resampling import Weights
from cxrviewer.training.evaluation.schema import Figure

LungValues = Mapping[str, Floats]
"""Name of a figure -> (films,) float64; NaN where a film does not define it."""

_NAMES: Mapping[str, str] = MappingProxyType(
    {"dice": "Dice", "iou": "IoU", "hd95_px": "HD95 (px at 512)", "hd95_mm": "HD95 (mm)"}
)
_DISTANCE = "HD95"


def lung_values(films: Sequence[FilmLine]) -> LungValues:
    """Return what an evaluation has written of each film (DataError if something is no number)."""
    return {
        f"{name}, {LUNG_NAMES[side]}": np.array([line.number(column(measure, side)) for line in films])
        for measure, name in _NAMES.items()
        for side in SIDES
    }


def lung_model_figures(values: LungValues, weights: Weights) -> tuple[Figure, ...]:
    """Return a segmentation's means over the films with their intervals."""
    return tuple(mean_figure(name, films, weights) for name, films in values.items())


def lung_differences(first: LungValues, second: LungValues, weights: Weights) -> tuple[Difference, ...]:
    """Return the means of the second's value less the first's, over the films that have both."""
    return tuple(_difference(name, second[name] - first[name], weights) for name in first)


def _difference(name: str, gained: Floats, weights: Weights) -> Difference:
    """Return a mean difference; a distance is the better the smaller it is."""
    better = -gained if name.startswith(_DISTANCE) else gained
    return Difference(
        name=name,
        figure=mean_figure(name, gained, weights),
        first_better=int((better < 0).sum()),
        second_better=int((better > 0).sum()),
    )

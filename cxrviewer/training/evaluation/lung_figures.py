"""Everything that is said of a segmentation's outlines in figures."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from cxrviewer.training.evaluation.class_figures import made_figure
from cxrviewer.training.evaluation.film_answers import FilmAnswer, film_name
from cxrviewer.training.evaluation.lung_measures import LungFit, LungFits
from cxrviewer.training.evaluation.resampling import Weights, draw_weights, means
from cxrviewer.training.evaluation.schema import Figure, LungEvaluation, LungFigures, Stratum
from cxrviewer.training.evaluation.strata import strata

Floats = npt.NDArray[np.float64]
Side = Literal["both", "right", "left"]
SIDES: tuple[Side, ...] = ("both", "right", "left")
LUNG_NAMES: Mapping[Side, str] = MappingProxyType(
    {"both": "both lungs", "right": "right lung", "left": "left lung"}
)
WORST_FILMS = 12
DICE_STEPS = 20


def lung_evaluation(answers: Sequence[FilmAnswer], data: Path) -> tuple[LungEvaluation, list[int]]:
    """Return the figures of films that were segmented, and the places of the worst, the worst first.

    A lung that is missing in answer or reference has Dice and IoU 0 and no distance: means of distances are
    over the films that have both.
    """
    fits = [one.lungs for one in answers if one.lungs is not None]
    weights = draw_weights([one.record.group for one in answers])
    dice = np.array([fit.both.dice for fit in fits])
    worst = [int(place) for place in np.argsort(dice, kind="stable")[:WORST_FILMS]]
    record = LungEvaluation(
        lungs=tuple(_figures(fits, side, weights) for side in SIDES),
        swapped=sum(fit.swapped for fit in fits),
        missing=sum(0.0 in (fit.right.dice, fit.left.dice) for fit in fits),
        histogram=tuple(np.histogram(dice, DICE_STEPS, (0, 1))[0].tolist()),
        strata=tuple(
            Stratum(
                by=by,
                name=name,
                films=int(chosen.sum()),
                figures=(mean_figure("mean Dice", dice[chosen], weights[:, chosen]),),
            )
            for by, name, chosen in strata(answers)
        ),
        worst=tuple(film_name(answers[place].record.path, data) for place in worst),
    )
    return record, worst


def _figures(fits: Sequence[LungFits], side: Side, weights: Weights) -> LungFigures:
    """Return the means over the films for one lung, or both."""

    def mean(name: str, value: Callable[[LungFit], float | None]) -> Figure:
        values = [value(getattr(fit, side)) for fit in fits]
        return mean_figure(name, np.array([np.nan if one is None else one for one in values]), weights)

    return LungFigures(
        lung=side,
        dice=mean("Dice", lambda fit: fit.dice),
        iou=mean("IoU", lambda fit: fit.iou),
        hd95_px=mean("HD95, px at 512", lambda fit: fit.hd95_px),
        hd95_mm=mean("HD95, mm", lambda fit: fit.hd95_mm),
        dice_fifth_percentile=float(np.percentile([getattr(fit, side).dice for fit in fits], 5)),
    )


def mean_figure(name: str, values: Floats, weights: Weights) -> Figure:
    """Return the mean over the films of what is not NaN, with its interval."""
    return made_figure(name, means(values, weights), int(np.isfinite(values).sum()))

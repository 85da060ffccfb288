"""All stages of a card in order."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cxrviewer.inference.preprocessing.film import Film
from cxrviewer.inference.preprocessing.placement import Placement
from cxrviewer.inference.preprocessing.resampling import FloatMap
from cxrviewer.inference.preprocessing.stages import LungStage, Stage


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A film as a network wants it, and how to come back.

    Attributes
    ----------
    picture
        (grid rows, grid columns) or (3, grid rows, grid columns) float32.
    placement
        Of the film on the grid.
    notices
        Sentences that must stand beside the result.
    """

    picture: FloatMap
    placement: Placement
    notices: tuple[str, ...] = ()

    @property
    def batch(self) -> FloatMap:
        """The film as a batch of one, (1, channels, grid rows, grid columns)."""
        rows, columns = self.placement.grid_rows, self.placement.grid_columns
        return self.picture.reshape(1, -1, rows, columns)


def apply_stages(
    unit: FloatMap,
    stages: Iterable[Stage],
    grid: tuple[int, int],
    labels: npt.NDArray[np.uint8] | None = None,
) -> Prepared:
    """Apply stages to a film.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense.
    stages
        In order; exactly one of them resamples.
    grid
        Rows and columns of the network's grid.
    labels
        (rows, columns) uint8 of the film: what is not 0 is lung. Without any, stages that look at the lungs
        leave the film whole, and a notice says so.

    Raises
    ------
    ValueError
        If no stage resamples.
    """
    lungs = labels > 0 if labels is not None and labels.any() else None
    film, left = Film(unit, grid, lungs), tuple(stages)
    while left:
        if not any(isinstance(stage, LungStage) for stage in left):
            film = replace(film, lungs=None)  # nobody looks at them any more: they need not be resampled
        film, left = left[0].apply(film), left[1:]
    if film.placement is None:
        raise ValueError("no stage brings the film to the network's grid")
    return Prepared(film.picture, film.placement, film.notices)

"""A film on its way to a network: what the stages hand on to each other."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from cxrviewer.inference.preprocessing.lungs import Mask
from cxrviewer.inference.preprocessing.placement import Box, Geometry, Placement, place
from cxrviewer.inference.preprocessing.resampling import FloatMap

LUNGS_MISSING = (
    "No lung was found: the classifier, which goes by where the lungs lie, has read the film as it is."
)


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """A film between two stages.

    Attributes
    ----------
    picture
        (rows, columns) float32 in [0, 1], bright = dense; of the film, later of the grid. After the last
        stages (channels, rows, columns), standardised.
    grid
        Rows and columns of the network's grid.
    lungs
        (rows, columns) bool of the picture; None where they are not known.
    crop
        The part of the film that is read; None for all of it.
    placement
        Of the film on the grid, once it is there.
    notices
        Sentences that must stand beside the result.
    """

    picture: FloatMap
    grid: tuple[int, int]
    lungs: Mask | None = None
    crop: Box | None = None
    placement: Placement | None = None
    notices: tuple[str, ...] = ()

    def whole(self) -> "Film":
        """Leave the film whole for a stage that would look at lungs, and say so."""
        return (
            self if LUNGS_MISSING in self.notices else replace(self, notices=(*self.notices, LUNGS_MISSING))
        )

    def recoloured(self, change: Callable[[FloatMap], FloatMap]) -> "Film":
        """Change the grey values of what is film; cells beside it stay 0."""
        box = self._box()
        if (box.height, box.width) == self.picture.shape:
            return replace(self, picture=change(self.picture))
        picture = np.zeros_like(self.picture)
        picture[box.slices] = change(np.ascontiguousarray(self.picture[box.slices]))
        return replace(self, picture=picture)

    def _box(self) -> Box:
        """Return where in the picture the film, or what is read of it, lies."""
        if self.placement is not None:
            return self.placement.target
        whole = Box(0, 0, *self.picture.shape)
        return whole if self.crop is None else self.crop.inside(*self.picture.shape)

    def resampled(self, geometry: Geometry) -> "Film":
        """Bring the film, and its lungs, to the grid."""
        rows, columns = self.picture.shape
        placement = place((rows, columns), self.grid, geometry, self.crop)
        lungs = self.lungs
        if lungs is not None:
            covered = placement.to_grid(lungs.astype(np.float32)) > 0.5
            lungs = covered if covered.any() else None
        return replace(self, picture=placement.to_grid(self.picture), lungs=lungs, placement=placement)

"""Where in an image a network found reasons for a class."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cxrviewer.study.model_reference import ModelReference


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """Grad-CAM of one class on the grid of the network's last feature maps.

    Attributes
    ----------
    label
        The class.
    values
        (grid rows, grid columns) float32 in [0, 1]: the rectified contribution to the class's logit on the
        absolute scale of the model's card, the same for every class and film; not stretched to its maximum;
        NaN where nothing is known.
    extent
        Left, top, right and bottom edge of the grid in the image's pixel coordinates, in which the top left
        pixel covers 0 to 1; may reach beyond the image where the network saw a padded film.
    lung_share
        Share of the map's energy (sum) inside the lungs, 0 to 1; None where the map or the mask is empty.
    model
        Where it comes from.
    """

    label: str
    values: npt.NDArray[np.float32]
    extent: tuple[float, float, float, float]
    lung_share: float | None
    model: ModelReference

    @property
    def peak(self) -> float:
        """The highest value; 0 where there is none."""
        return float(np.nan_to_num(self.values).max(initial=0))

    def stretched(self) -> "HeatMap":
        """Return the map with its highest value at full scale; an empty one stays empty."""
        peak = self.peak
        return self if peak <= 0 else replace(self, values=(self.values / peak).astype(np.float32))

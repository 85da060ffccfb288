"""The colour scales of texture maps, the same for every film measured with as many grey levels."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class TextureScale:
    """The colour scale of a texture map, the same for every film.

    Attributes
    ----------
    low, high
        Values at both ends; what lies beyond takes the colour of the end.
    logarithmic
        Whether equal steps of colour are equal factors.
    """

    low: float
    high: float
    logarithmic: bool = False

    def position(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return where values lie on the scale, 0 to 1, float32; what is no number stays none."""
        low, high, shown = self.low, self.high, values
        if self.logarithmic:
            shown = np.log(np.maximum(values, low))
            low, high = float(np.log(low)), float(np.log(high))
        position: npt.NDArray[np.float32] = np.clip((shown - low) / (high - low), 0, 1).astype(np.float32)
        return position


_LEVELS = (8, 16, 32, 64, 128, 256)
_ENDS: Mapping[str, tuple[tuple[float, float], ...]] = {
    "contrast": ((0.01, 0.8), (0.05, 2.0), (0.1, 8.0), (0.2, 32.0), (0.5, 128.0), (2.0, 512.0)),
    "entropy": ((0.0, 3.0), (0.5, 4.0), (1.0, 5.0), (1.9, 6.1), (2.9, 7.0), (4.0, 7.5)),
    "homogeneity": ((0.75, 1.0), (0.6, 1.0), (0.3, 1.0), (0.2, 1.0), (0.1, 0.85), (0.05, 0.65)),
}
"""Feature -> both ends for each of `_LEVELS`: with 32 levels they hold 99 % of the windows in the lungs of 60
normal films, with others that of 16, neighbours each."""


def texture_scale(feature: str, levels: int) -> TextureScale:
    """Return the scale of a feature measured with so many grey levels; between the table's by interpolation.

    Parameters
    ----------
    feature
        "contrast", "entropy" or "homogeneity".
    levels
        8 to 256; beyond, the scale is that of the nearest.
    """
    logarithmic = feature == "contrast"
    ends = np.array(_ENDS[feature])
    place, known = np.log2(levels), np.log2(_LEVELS)
    low, high = (
        float(2 ** np.interp(place, known, np.log2(end)) if logarithmic else np.interp(place, known, end))
        for end in ends.T
    )
    return TextureScale(low, high, logarithmic=logarithmic)

"""Texture readouts of the lungs: right, left and both."""

import numpy as np
import numpy.typing as npt

from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, TextureReadout, TextureSettings
from cxrviewer.texture.conventions import features_over_angles
from cxrviewer.texture.cooccurrence import (
    Counts,
    bounding_box,
    glcm,
    normalise,
    pairs_between,
    quantise,
    require_same_shape,
)

MINIMUM_PAIRS = 1000
"""Below this a lung's readout would be noise, and is left out."""


def measure_texture(
    unit: npt.NDArray[np.float32],
    labels: npt.NDArray[np.uint8],
    settings: TextureSettings,
    minimum_pairs: int = MINIMUM_PAIRS,
) -> tuple[TextureReadout, ...]:
    """Measure the texture of both lungs together, the right lung and the left lung, in this order.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1]: the film as it is displayed.
    labels
        (rows, columns) uint8: 0 background, 1 right lung, 2 left lung.
    settings
        How to measure.
    minimum_pairs
        A region with fewer pairs over all angles is left out.

    Returns
    -------
    One readout for each region that is large enough.

    Raises
    ------
    TextureError
        For invalid settings, a mask of another shape, or grey values outside [0, 1].
    """
    require_same_shape(unit, labels)
    box = bounding_box(labels)
    picture, lungs = quantise(unit[box], settings.levels), labels[box]
    right, left = lungs == RIGHT_LUNG, lungs == LEFT_LUNG
    of_right, of_left = glcm(picture, right, settings), glcm(picture, left, settings)
    both = of_right + of_left + pairs_between(picture, right, left, settings)
    regions = {"both lungs": both, "right lung": of_right, "left lung": of_left}
    return tuple(
        _readout(name, counts, settings)
        for name, counts in regions.items()
        if counts.sum() >= max(minimum_pairs, 1)
    )


def measure_region(
    unit: npt.NDArray[np.float32], mask: npt.NDArray[np.bool_], name: str, settings: TextureSettings
) -> TextureReadout:
    """Measure the texture of one region.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1]: the film as it is displayed.
    mask
        (rows, columns) bool: the region.
    name
        Of the region, for the readout.
    settings
        How to measure.

    Raises
    ------
    TextureError
        For invalid settings, a mask of another shape, grey values outside [0, 1], or a region without pairs.
    """
    require_same_shape(unit, mask)
    box = bounding_box(mask)
    return _readout(name, glcm(quantise(unit[box], settings.levels), mask[box], settings), settings)


def _readout(name: str, counts: Counts, settings: TextureSettings) -> TextureReadout:
    means, ranges = features_over_angles(normalise(counts), settings.convention)
    return TextureReadout(name, means, int(counts.sum()), settings, ranges)

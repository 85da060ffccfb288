"""Texture readouts of the lungs: right, left and both."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, TextureReadout, TextureSettings
from cxrviewer.texture.conventions import features_of_regions
from cxrviewer.texture.cooccurrence import (
    Counts,
    bounding_box,
    coarser,
    glcm,
    glcm_of_labels,
    is_finer,
    normalise,
    quantise,
    require_same_shape,
)

Regions = dict[str, Counts]

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
    return measure_textures(unit, labels, (settings,), minimum_pairs)[0]


def measure_textures(
    unit: npt.NDArray[np.float32],
    labels: npt.NDArray[np.uint8],
    several: Sequence[TextureSettings],
    minimum_pairs: int = MINIMUM_PAIRS,
) -> tuple[tuple[TextureReadout, ...], ...]:
    """Measure in several ways; parameters, readouts of each way and errors are those of `measure_texture`.

    Pairs are counted once for ways that differ in nothing but whole steps of grey levels, the finest first.
    """
    require_same_shape(unit, labels)
    box = bounding_box(labels)
    counted: dict[TextureSettings, Regions] = {}
    for settings in several:
        finer = next((one for one in counted if is_finer(one, settings)), None)
        counted[settings] = (
            _count_regions(unit[box], labels[box], settings)
            if finer is None
            else {name: coarser(counts, settings.levels) for name, counts in counted[finer].items()}
        )
    return tuple(_readouts(_large(counted[settings], minimum_pairs), settings) for settings in several)


def _large(counted: Regions, minimum_pairs: int) -> Regions:
    """Return the regions with enough pairs, and with one at least."""
    return {name: counts for name, counts in counted.items() if counts.sum() >= max(minimum_pairs, 1)}


def _count_regions(
    unit: npt.NDArray[np.float32], labels: npt.NDArray[np.uint8], settings: TextureSettings
) -> Regions:
    """Count the pairs in both lungs, in the right and in the left one."""
    picture = quantise(unit, settings.levels)
    counts = glcm_of_labels(picture, labels, [RIGHT_LUNG, LEFT_LUNG], settings)
    return {
        "both lungs": counts.sum(axis=(1, 3)),
        "right lung": counts[:, 0, :, 0],
        "left lung": counts[:, 1, :, 1],
    }


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
    counts = glcm(quantise(unit[box], settings.levels), mask[box], settings)
    return _readouts({name: counts}, settings)[0]


def _readouts(counted: Regions, settings: TextureSettings) -> tuple[TextureReadout, ...]:
    features = features_of_regions([normalise(counts) for counts in counted.values()], settings.convention)
    return tuple(
        TextureReadout(name, means, int(counts.sum()), settings, ranges)
        for (name, counts), (means, ranges) in zip(counted.items(), features, strict=True)
    )

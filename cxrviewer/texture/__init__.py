"""Grey-level co-occurrence of a region and the features of Haralick (1973) that are read off it."""

from cxrviewer.texture.cooccurrence import (
    ANGLES_DEG,
    TextureError,
    glcm,
    normalise,
    pairs_between,
    quantise,
)
from cxrviewer.texture.haralick import haralick_features
from cxrviewer.texture.regions import MINIMUM_PAIRS, measure_region, measure_texture

__all__ = [
    "ANGLES_DEG",
    "MINIMUM_PAIRS",
    "TextureError",
    "glcm",
    "haralick_features",
    "measure_region",
    "measure_texture",
    "normalise",
    "pairs_between",
    "quantise",
]

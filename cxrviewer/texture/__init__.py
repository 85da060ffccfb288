"""Grey-level co-occurrence of a region and features read off it: Haralick (1973), Lascu (2021)."""

from cxrviewer.texture.conventions import CONVENTIONS, features_over_angles, haralick_features
from cxrviewer.texture.cooccurrence import (
    ANGLES_DEG,
    TextureError,
    bounding_box,
    glcm,
    glcm_of_labels,
    normalise,
    quantise,
)
from cxrviewer.texture.domains import (
    BOTH_LUNGS,
    DOMAINS,
    DOMAINS_CAVEAT,
    DomainPlace,
    domain_places,
    lung_domains,
)
from cxrviewer.texture.lascu2021 import LASCU2021
from cxrviewer.texture.maps import MAP_FEATURES, MAP_STEP, MAP_WINDOW, texture_map
from cxrviewer.texture.reference import NormalReference, normal_reference
from cxrviewer.texture.regions import MINIMUM_PAIRS, measure_region, measure_texture, measure_textures

__all__ = [
    "ANGLES_DEG",
    "BOTH_LUNGS",
    "CONVENTIONS",
    "DOMAINS",
    "DOMAINS_CAVEAT",
    "LASCU2021",
    "MAP_FEATURES",
    "MAP_STEP",
    "MAP_WINDOW",
    "MINIMUM_PAIRS",
    "DomainPlace",
    "NormalReference",
    "TextureError",
    "bounding_box",
    "domain_places",
    "features_over_angles",
    "glcm",
    "glcm_of_labels",
    "haralick_features",
    "lung_domains",
    "measure_region",
    "measure_texture",
    "measure_textures",
    "normal_reference",
    "normalise",
    "quantise",
    "texture_map",
]

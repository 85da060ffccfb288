"""From a film to a network's input and back: named stages in the order of the card, and their inverse."""

from cxrviewer.inference.preprocessing.film import LUNGS_MISSING
from cxrviewer.inference.preprocessing.greys import clahe, equalise, stretch_contrast, wiener
from cxrviewer.inference.preprocessing.lungs import centred_frame, lung_box, lung_frame, only_lungs
from cxrviewer.inference.preprocessing.placement import Box, Geometry, Placement, place
from cxrviewer.inference.preprocessing.preparing import Prepared, apply_stages
from cxrviewer.inference.preprocessing.resampling import FloatMap, resampled
from cxrviewer.inference.preprocessing.stages import (
    IMAGENET,
    Clahe,
    Equalise,
    GreyToRgb,
    Letterbox,
    LungCentre,
    LungCrop,
    LungFrame,
    LungMask,
    LungStage,
    Normalise,
    PercentileStretch,
    Stage,
    Stretch,
    Wiener,
    check_order,
)

__all__ = [
    "IMAGENET",
    "LUNGS_MISSING",
    "Box",
    "Clahe",
    "Equalise",
    "FloatMap",
    "Geometry",
    "GreyToRgb",
    "Letterbox",
    "LungCentre",
    "LungCrop",
    "LungFrame",
    "LungMask",
    "LungStage",
    "Normalise",
    "PercentileStretch",
    "Placement",
    "Prepared",
    "Stage",
    "Stretch",
    "Wiener",
    "apply_stages",
    "centred_frame",
    "check_order",
    "clahe",
    "equalise",
    "lung_box",
    "lung_frame",
    "only_lungs",
    "place",
    "resampled",
    "stretch_contrast",
    "wiener",
]

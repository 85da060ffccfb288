"""Recipes of training as a declared table; every value can be overridden with `--set key=value`."""

from cxrviewer.training.presets.changing import check_preset, override, with_epochs
from cxrviewer.training.presets.labels import FOUR_CLASSES, LUNGS, THREE_CLASS_VIEW
from cxrviewer.training.presets.preset import WHOLE_FILM, Preset, film_stages
from cxrviewer.training.presets.table import PRESETS, find_preset

__all__ = [
    "FOUR_CLASSES",
    "LUNGS",
    "PRESETS",
    "THREE_CLASS_VIEW",
    "WHOLE_FILM",
    "Preset",
    "check_preset",
    "film_stages",
    "find_preset",
    "override",
    "with_epochs",
]

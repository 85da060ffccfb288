"""Recipes of training as a declared table; every value can be overridden with `--set key=value`."""

from cxrviewer.training.presets.changing import (
    check_preset,
    limits_in_words,
    override,
    shown_values,
    value_of,
    values_in_use,
    with_epochs,
)
from cxrviewer.training.presets.fitting import fitted_to_labels, label_name, labels_of_card
from cxrviewer.training.presets.labels import (
    FOUR_CLASSES,
    LUNGS,
    MERGED_LUNGS,
    THREE_CLASS_VIEW,
)
from cxrviewer.training.presets.naming import is_as_shipped, with_own_name
from cxrviewer.training.presets.preset import (
    IMAGENET_START,
    WHOLE_FILM,
    Loss,
    Optimizer,
    Preset,
    Schedule,
    film_stages,
)
from cxrviewer.training.presets.setting import Group, Kind, Setting
from cxrviewer.training.presets.settings_table import SETTINGS, settings_of
from cxrviewer.training.presets.table import PRESETS, find_preset

__all__ = [
    "FOUR_CLASSES",
    "IMAGENET_START",
    "LUNGS",
    "MERGED_LUNGS",
    "PRESETS",
    "SETTINGS",
    "THREE_CLASS_VIEW",
    "WHOLE_FILM",
    "Group",
    "Kind",
    "Loss",
    "Optimizer",
    "Preset",
    "Schedule",
    "Setting",
    "check_preset",
    "film_stages",
    "find_preset",
    "fitted_to_labels",
    "is_as_shipped",
    "label_name",
    "labels_of_card",
    "limits_in_words",
    "override",
    "settings_of",
    "shown_values",
    "value_of",
    "values_in_use",
    "with_epochs",
    "with_own_name",
]

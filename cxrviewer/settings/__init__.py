"""The user's settings: one frozen schema, a load that checks every value, an atomic save of what differs."""

from cxrviewer.settings.keeping import LoadedSettings, load_settings, save_settings, with_recent
from cxrviewer.settings.schema import FINDING_LABELS, PAGES, SHOWN, Limits, Settings, SettingSpec, with_value

__all__ = [
    "FINDING_LABELS",
    "PAGES",
    "SHOWN",
    "Limits",
    "LoadedSettings",
    "SettingSpec",
    "Settings",
    "load_settings",
    "save_settings",
    "with_recent",
    "with_value",
]

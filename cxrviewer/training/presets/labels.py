"""Outputs of the networks, in order."""

from types import MappingProxyType

LUNGS = ("background", "right_lung", "left_lung")
MERGED_LUNGS = ("background", "lungs")
FOUR_CLASSES = ("normal", "lung_opacity", "viral_pneumonia", "covid19")
THREE_CLASS_VIEW = MappingProxyType(
    {
        "normal": ("normal",),
        "covid19": ("covid19",),
        "other_pathology": ("lung_opacity", "viral_pneumonia"),
    }
)

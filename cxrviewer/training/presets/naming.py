"""What the model package of a training is called; the names of those that ship are not for others."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from cxrviewer.errors import CxrviewerError
from cxrviewer.training.presets.fitting import label_name
from cxrviewer.training.presets.preset import Preset
from cxrviewer.training.presets.shipped import GATE, SHIPPED

SHIPPED_NAMES: Final = frozenset(preset.package for preset in (*SHIPPED, GATE))


def is_as_shipped(preset: Preset) -> bool:
    """Whether a recipe makes the package that ships, under its name."""
    return (preset.name, preset.package) in {(one.name, one.package) for one in (*SHIPPED, GATE)}


def with_own_name(preset: Preset, wanted: str, folder: Path) -> Preset:
    """Give a recipe the package name that the user wants, and never one of those that ship.

    Parameters
    ----------
    preset
        The recipe.
    wanted
        The name; empty for the recipe's own, or, where that is one that ships, the one of the run's folder.
    folder
        Of the run.

    Raises
    ------
    CxrviewerError
        If a name is wanted that a model has which ships.
    """
    if wanted in SHIPPED_NAMES:
        raise CxrviewerError(f"{wanted!r} is the name of a model that ships; choose another one")
    if wanted or preset.package not in SHIPPED_NAMES:
        return replace(preset, package=wanted or preset.package)
    name = label_name(folder.resolve().name)
    return replace(preset, package=f"own-{name or preset.package}" if name in {"", *SHIPPED_NAMES} else name)

"""Recipes with other values, which must be within their limits."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from itertools import pairwise
from types import MappingProxyType

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.preprocessing import Geometry
from cxrviewer.training.presets.preset import FRAMES, WHOLE_FILM, Preset

_TUPLES = {"sizes", "epochs"}
_FIXED = {
    *("name", "description", "task", "architecture", "options", "labels", "groups", "reads", "patches"),
    *("label_map", "titles", "stages", "filters", "only_lungs", "frozen", "mixed_precision"),
}
_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "low_percent": (0, 49),
        "high_percent": (51, 100),
        "mean": (-10, 10),
        "std": (1e-3, 10),
        "sizes": (32, 2048),
        "epochs": (1, 10_000),
        "batch": (2, 4096),
        "learning_rate": (1e-7, 1),
        "weight_decay": (0, 10),
        "warmup": (0, 0.9),
        "ema": (0, 0.99999),
        "label_smoothing": (0, 0.9),
        "balance": (0, 2),
        "flip": (0, 1),
        "rotation_deg": (0, 180),
        "shift": (0, 0.5),
        "zoom": (0, 0.9),
        "contrast": (0, 2),
        "noise": (0, 1),
        "erase": (0, 1),
        "hide": (0, 1),
        "inside": (0, 100),
        "steady": (0, 100),
        "validation_share": (0.01, 0.9),
        "seed": (0, 2**31 - 1),
        "films_per_stratum": (0, 10_000_000),
        "patches_per_film": (0, 10_000),
    }
)
_PACKAGE_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")


def with_epochs(preset: Preset, total: int) -> Preset:
    """Return the preset with another number of epochs, divided among its sizes as before.

    A size that is left without an epoch is left out.
    """
    planned = sum(preset.epochs)
    ends = [round(total * sum(preset.epochs[: stage + 1]) / planned) for stage in range(len(preset.epochs))]
    counts = [end - start for start, end in pairwise((0, *ends))]
    stages = [(side, count) for side, count in zip(preset.sizes, counts, strict=True) if count]
    return replace(
        preset, sizes=tuple(side for side, _ in stages), epochs=tuple(count for _, count in stages)
    )


def check_preset(preset: Preset) -> None:
    """Refuse values that no training can use.

    Raises
    ------
    CxrviewerError
        For the first value out of its range.
    """
    for key, (low, high) in _RANGES.items():
        value = getattr(preset, key)
        if not all(low <= one <= high for one in (value if key in _TUPLES else (value,))):
            raise CxrviewerError(f"{key}={value} is not between {low:g} and {high:g}")
    if len(preset.sizes) != len(preset.epochs):
        raise CxrviewerError("sizes and epochs must have the same number of values")
    if preset.geometry not in set(Geometry):
        raise CxrviewerError(f"geometry={preset.geometry} is none of {', '.join(Geometry)}")
    _check_lungs(preset)
    if (preset.task == "patches") != (preset.patches_per_film > 0):
        raise CxrviewerError("patches_per_film must be 1 or more of a classifier of patches, and 0 of others")
    if not _PACKAGE_NAME.fullmatch(preset.package):
        raise CxrviewerError(f"package={preset.package} is not a name of small letters, digits, -, _ and .")


def _check_lungs(preset: Preset) -> None:
    """Refuse what goes by the lungs where it cannot."""
    if preset.frame not in {WHOLE_FILM, *FRAMES}:
        raise CxrviewerError(f"frame={preset.frame} is none of {WHOLE_FILM}, {', '.join(FRAMES)}")
    if preset.goes_by_lungs and preset.task != "classify":
        raise CxrviewerError(f"frame, hide and inside are for classifiers of films, not for {preset.task!r}")
    if (preset.inside > 0 or preset.steady > 0) and preset.architecture != "residual":
        raise CxrviewerError("inside and steady need the network 'residual'")


def override(preset: Preset, settings: Mapping[str, str]) -> Preset:
    """Return the preset with values given as text, such as those of `--set key=value`.

    Raises
    ------
    CxrviewerError
        If a key is unknown or a value does not fit.
    """
    kinds = {item.name: type(getattr(preset, item.name)) for item in fields(preset)}
    changes: dict[str, object] = {}
    for key, text in settings.items():
        if key not in kinds or key in _FIXED:
            raise CxrviewerError(f"the preset has no setting {key!r} that can be changed")
        try:
            changes[key] = (
                tuple(int(part) for part in text.split(",")) if key in _TUPLES else kinds[key](text)
            )
        except ValueError as error:
            raise CxrviewerError(f"{key}={text} is not a {kinds[key].__name__}") from error
    changed = replace(preset, **changes)  # type: ignore[arg-type]  # checked against the kinds above
    check_preset(changed)
    return changed

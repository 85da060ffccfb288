"""Recipes with other values, which must be within their limits."""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.networks import NETWORKS
from cxrviewer.training.presets.preset import FILTERS, Loss, Preset
from cxrviewer.training.presets.setting import Kind, Setting
from cxrviewer.training.presets.settings_table import settings_of
from cxrviewer.training.presets.values import check, parse, show

_PACKAGE_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_LOSSES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "classify": frozenset({Loss.CROSS_ENTROPY, Loss.WEIGHTED, Loss.ONE_VS_ALL}),
        "patches": frozenset({Loss.CROSS_ENTROPY, Loss.WEIGHTED, Loss.ONE_VS_ALL}),
        "segment": frozenset({Loss.CROSS_ENTROPY, Loss.WEIGHTED, Loss.WITH_DICE}),
        "gate": frozenset({Loss.CROSS_ENTROPY}),
    }
)


def value_of(preset: Preset, key: str) -> Any:  # noqa: ANN401 - of the kind that the setting names
    """Return a preset's value of a setting; of filters of patches their names."""
    record, _dot, name = key.rpartition(".")
    value = getattr(preset.patches if record else preset, name)
    return tuple(one.stage for one in value) if key == "patches.filters" else value


def shown_values(preset: Preset) -> dict[str, str]:
    """Return every value that has a meaning for the preset's task, as text that `override` takes."""
    return {one.key: show(one, value_of(preset, one.key)) for one in settings_of(preset)}


def values_in_use(preset: Preset) -> dict[str, str | int | float | bool]:
    """Return every value that has a meaning for the preset's task: numbers as they are, others as text."""
    plain = {Kind.WHOLE, Kind.NUMBER, Kind.YES_NO}
    return {
        one.key: value_of(preset, one.key) if one.kind in plain else show(one, value_of(preset, one.key))
        for one in settings_of(preset)
    }


def _with_value(preset: Preset, key: str, value: Any) -> Preset:  # noqa: ANN401 - as of `value_of`
    """Return the preset with another value of one setting."""
    record, _dot, name = key.rpartition(".")
    if not record:
        return replace(preset, **{name: value})
    if key == "patches.filters":
        value = tuple(FILTERS[one]() for one in value)
    return replace(preset, patches=preset.patches and preset.patches.model_copy(update={name: value}))


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
        For the first value out of its limits, or that does not go with another.
    """
    for setting in settings_of(preset):
        check(setting, value_of(preset, setting.key))
    if not preset.sizes or len(preset.sizes) != len(preset.epochs):
        raise CxrviewerError("sizes and epochs must have the same number of values")
    if preset.accumulate > preset.batch // 2:
        raise CxrviewerError(
            f"accumulate={preset.accumulate} leaves less than 2 of {preset.batch} films a part"
        )
    if preset.loss not in _LOSSES[preset.task]:
        allowed = ", ".join(sorted(_LOSSES[preset.task]))
        raise CxrviewerError(f"loss={preset.loss} is not for the task {preset.task!r}, which takes {allowed}")
    if (preset.task == "patches") != (preset.patches_per_film > 0):
        raise CxrviewerError("patches_per_film must be 1 or more of a classifier of patches, and 0 of others")
    if not _PACKAGE_NAME.fullmatch(preset.package):
        raise CxrviewerError(f"package={preset.package} is not a name of small letters, digits, -, _ and .")
    _check_lungs(preset)
    _check_network(preset)
    _check_labels(preset)


def _check_lungs(preset: Preset) -> None:
    """Refuse what goes by the lungs where it cannot."""
    if preset.goes_by_lungs and preset.task != "classify":
        raise CxrviewerError(f"frame, hide and inside are for classifiers of films, not for {preset.task!r}")
    if (preset.inside > 0 or preset.steady > 0) and preset.architecture != "residual":
        raise CxrviewerError("inside and steady need the network 'residual'")


def _check_network(preset: Preset) -> None:
    """Refuse a network for another task, and a frozen one that cannot be."""
    entry = NETWORKS[preset.architecture]
    if (entry.task == "segment") != (preset.task == "segment"):
        raise CxrviewerError(f"architecture={preset.architecture} is not for the task {preset.task!r}")
    if not preset.frozen:
        return
    if not preset.start or not entry.head:
        raise CxrviewerError("frozen needs a start and a network with one linear layer after its maps' mean")
    if preset.stages or preset.inside > 0 or preset.steady > 0 or preset.hide > 0:
        raise CxrviewerError("frozen does not go with stages, hide, inside and steady")


def _check_labels(preset: Preset) -> None:
    """Refuse labels and earlier stages that cannot be told apart."""
    for labels in (preset.labels, *preset.stages):
        if len(labels) == 1 or len(set(labels)) != len(labels):
            raise CxrviewerError(f"{', '.join(labels)} are not two or more different labels")


def override(preset: Preset, settings: Mapping[str, str]) -> Preset:
    """Return the preset with values given as text, such as those of `--set key=value`.

    Another network comes with its own options and statistics of the input, other labels without the preset's
    map and groups, unless those are given too.

    Raises
    ------
    CxrviewerError
        If a key is unknown or a value does not fit.
    """
    known = {one.key: one for one in settings_of(preset)}
    for key in settings:
        if key not in known:
            raise CxrviewerError(f"the preset has no setting {key!r} that can be changed")
    values = {key: parse(known[key], text) for key, text in settings.items()}
    changed = preset
    for key, value in (_implied(preset, values) | values).items():
        changed = _with_value(changed, key, value)
    check_preset(changed)
    return changed


def _implied(preset: Preset, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that go with others."""
    implied: dict[str, Any] = {}
    if values.get("architecture", preset.architecture) != preset.architecture:
        taken = NETWORKS[values["architecture"]].input
        implied |= {"options": MappingProxyType({}), "mean": taken.mean, "std": taken.std}
    if values.get("labels", preset.labels) != preset.labels:
        nothing: Mapping[str, Any] = MappingProxyType({})
        implied |= {"groups": nothing, "label_map": nothing, "titles": nothing}
    return implied


def limits_in_words(setting: Setting) -> str:
    """Return what a setting takes, in a few words."""
    unit = f" {setting.unit}" if setting.unit else ""
    if setting.choices:
        return ", ".join(choice or "nothing" for choice in setting.choices)
    if setting.low > float("-inf"):
        return f"{setting.low:.12g} to {setting.high:.12g}{unit}"
    return str(setting.kind)

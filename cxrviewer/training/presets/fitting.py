"""Recipes fitted to the labels that a data set has, whatever its folders are called."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from cxrviewer.errors import DataError
from cxrviewer.inference.card import Card
from cxrviewer.training.presets.labels import FOUR_CLASSES, THREE_CLASS_VIEW
from cxrviewer.training.presets.preset import Preset

LABEL_MAP = "label_map"
_ALIASES = MappingProxyType({"covid": "covid19", "covid-19": "covid19", "covid_19": "covid19"})


def label_name(label: str) -> str:
    """Return a label as a name that a card takes: small Latin letters, digits, -, _ and full stops.

    Examples
    --------
    >>> label_name("Viral Pneumonia"), label_name("COVID-19")
    ('viral_pneumonia', 'covid19')
    """
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9_.-]+", "_", plain).strip("_.-")
    return _ALIASES.get(name, name)


def fitted_to_labels(preset: Preset, found: Iterable[str]) -> tuple[Preset, Mapping[str, str]]:
    """Fit a recipe of a classifier to the labels of a data set; other recipes stay as they are.

    Parameters
    ----------
    preset
        With labels, it keeps them and takes what its map says; without, it takes those of the data, in the
        order of the alphabet, the four of the papers first.
    found
        Labels of the data.

    Returns
    -------
    Preset
        With labels, titles and groups; its map says what was renamed.
    Mapping
        Output name of each label of the data; labels that are not used are missing.

    Raises
    ------
    DataError
        If a label of the preset has no film, fewer than two labels are left, or two cannot be told apart.
    """
    wanted = sorted({label for label in found if label})
    if preset.task not in {"classify", "patches"}:
        return preset, MappingProxyType({})
    names = _names(wanted, preset)
    outputs = tuple(label_name(label) for label in preset.labels) or _in_order(names.values())
    used = MappingProxyType({label: name for label, name in names.items() if name in outputs})
    _check(preset, outputs, used)
    titles = dict(preset.titles) | _titles(preset, used)
    groups = THREE_CLASS_VIEW if not preset.groups and outputs == FOUR_CLASSES else preset.groups
    stages = tuple(tuple(label_name(label) for label in stage) for stage in preset.stages)
    fitted = replace(
        preset,
        labels=outputs,
        titles=MappingProxyType(titles),
        label_map=MappingProxyType(_renamed(used)),
        groups=groups,
        stages=stages,
    )
    return fitted, used


def labels_of_card(card: Card, found: Iterable[str]) -> Mapping[str, str]:
    """Return which output of a model each label of a data set is; those that it has not are missing."""
    told = "" if card.training is None else str(card.training.settings.get(LABEL_MAP, ""))
    mapped = {old: new for old, _equals, new in (pair.partition("=") for pair in told.split(",")) if new}
    titles = {label.title: label.name for label in card.labels}
    names = {label: titles.get(label) or label_name(label) for label in found if label}
    names = {label: mapped.get(name, name) for label, name in names.items()}
    return MappingProxyType({label: name for label, name in names.items() if name in card.label_names})


def _renamed(used: Mapping[str, str]) -> dict[str, str]:
    """Return what labels count as under another name than their own."""
    plain = {label_name(label): name for label, name in used.items()}
    return {old: new for old, new in plain.items() if old and old != new}


def _names(wanted: Collection[str], preset: Preset) -> dict[str, str]:
    """Return the output name of each label of the data."""
    mapped = {label_name(label): label_name(name) for label, name in preset.label_map.items()}
    plain = {label: label_name(label) or f"class_{number}" for number, label in enumerate(wanted, 1)}
    return {label: mapped.get(name, name) for label, name in plain.items()}


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return names once each, those of the four classes first."""
    return tuple(
        sorted(set(names), key=lambda one: (FOUR_CLASSES.index(one) if one in FOUR_CLASSES else 9, one))
    )


def _titles(preset: Preset, used: Mapping[str, str]) -> dict[str, str]:
    """Return what people call the outputs whose name does not say it: as given, else as the data has it."""
    given = {label_name(label): label for label in preset.labels}
    alone = {name: label for label, name in used.items() if list(used.values()).count(name) == 1}
    return {
        name: title
        for name, title in (alone | given).items()
        if title != name and label_name(title) in {name, ""} and name not in FOUR_CLASSES
    }


def _check(preset: Preset, outputs: tuple[str, ...], used: Mapping[str, str]) -> None:
    """Refuse data that does not have the labels (errors as in `fitted_to_labels`)."""
    if len(outputs) < 2:
        raise DataError("two or more labels are needed to tell films apart")
    empty = [name for name in outputs if name not in used.values()]
    if empty:
        raise DataError(
            f"no film has the label {', '.join(empty)} (labels=data takes the labels of the data)"
        )
    strange = {label_name(label) for stage in preset.stages for label in stage} - set(outputs)
    if strange:
        raise DataError(f"the stages name {', '.join(sorted(strange))}, which is no label of the training")
    if not preset.labels and len(set(used.values())) < len(used) and not preset.label_map:
        raise DataError(f"the labels {', '.join(used)} cannot all be told apart by letters and digits alone")

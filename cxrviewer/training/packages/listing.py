"""The list of models as plain values, for `--json` and for people."""

from pydantic import JsonValue

from cxrviewer.inference.card import Card, Metric
from cxrviewer.inference.catalogue import Installed

SCHEMA_VERSION = 1
_NOT_MEASURED = "not measured"
_MAIN = 2  # figures of a card that stand in a list


def figures_text(card: Card) -> str:
    """Return the main figures in words."""
    return ", ".join(map(_in_words, card.metrics[:_MAIN])) or _NOT_MEASURED


def main_figure_text(card: Card) -> str:
    """Return the one figure that tells most: macro F1 where there is one, for classes differ in number."""
    ranked = sorted(card.metrics, key=lambda one: one.name != "macro F1")
    return _in_words(ranked[0]) if ranked else _NOT_MEASURED


def _in_words(one: Metric) -> str:
    return f"{one.name} {one.value:.3f} ({one.low:.3f} to {one.high:.3f})"


def installed_record(one: Installed) -> dict[str, JsonValue]:
    """Return one row of the list as plain values; of a broken package, what is wrong."""
    row: dict[str, JsonValue] = {
        "package": one.name,
        "origin": "shipped" if one.shipped else "own",
        "in_use": one.in_use,
        "trouble": one.trouble or None,
    }
    return row if one.card is None else row | _card_record(one.card)


def _card_record(card: Card) -> dict[str, JsonValue]:
    """Return what a list needs of a card."""
    training = card.training
    return {
        "name": card.name,
        "version": card.version,
        "task": card.task,
        "reads": card.reads,
        "architecture": card.architecture,
        "labels": list(card.label_names),
        "preset": None if training is None else training.preset,
        "data_sha256": None if training is None else training.data_sha256,
        "metrics": [metric.model_dump(mode="json") for metric in card.metrics],
        "limits": list(card.limits),
    }

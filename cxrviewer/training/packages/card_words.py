"""A card written: its limits in words, and the README beside it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from cxrviewer.inference.card import (
    CARD_FILE,
    CT_SLICES,
    FRONTAL_FILMS,
    README_FILE,
    Card,
    Metric,
    TrainingRecord,
)
from cxrviewer.study import NOT_FOR_CLINICAL_USE
from cxrviewer.training.presets import Preset

FEW_FILMS = 100
TELLING = 0.9  # share of the training films whose source tells their class from which on it must be said

_ELSEWHERE = "on films from elsewhere the figures will be lower"
_ALONE = {
    FRONTAL_FILMS: (
        "Made for one frontal chest radiograph at a time; answers for anything else mean nothing.",
    ),
    CT_SLICES: (
        "Made for one axial CT slice through both lungs in a lung window; answers for others mean nothing.",
        "A slice is not a study: disease in other slices is not seen.",
    ),
}

UNKNOWN_TRAINING = (
    "What it was trained on is not known: its films may be among those that it is tried on.",
    "Not measured: nobody has said how often it is right, and its probabilities are not calibrated.",
    "How its makers prepared films is not known. Where they did so in another way than this card says, its "
    "answers mean nothing.",
)


def limits(preset: Preset, record: TrainingRecord | None, metrics: Sequence[Metric]) -> tuple[str, ...]:
    """Return the limits that a card must name.

    Parameters
    ----------
    preset
        The recipe.
    record
        What the model was trained on; None where nobody knows.
    metrics
        What is measured.
    """
    known = UNKNOWN_TRAINING if record is None else (*_of_sources(record), *_of_metrics(metrics))
    return (NOT_FOR_CLINICAL_USE, *known, *_ALONE.get(preset.reads, ()), *_of_patches(preset))


def _of_patches(preset: Preset) -> tuple[str, ...]:
    """Return what a classifier of patches does not see."""
    if preset.patches is None:
        return ()
    return (
        f"Sees patches of the lungs only, at the detail of lungs {preset.patches.detail_rows} pixels high: "
        "finer signs are lost to it, and so is everything outside of the lungs.",
    )


def _of_sources(record: TrainingRecord) -> tuple[str, ...]:
    """Return what the sources of the training films mean for other films."""
    sources = record.images_by_source
    films = sum(sum(labels.values()) for labels in sources.values())
    named = ", ".join(source for source in sorted(sources) if source) or "sources that nobody has named"
    said = f"Trained on {films} films of {named}; {_ELSEWHERE}."
    telling = source_tells_class(sources)
    if len(sources) < 2 or telling < TELLING:
        return (said,)
    return said, (
        f"For {telling:.0%} of the training films the source alone tells the class: the figures may tell "
        "sources apart and not diseases."
    )


def source_tells_class(images_by_source: Mapping[str, Mapping[str, int]]) -> float:
    """Return the share of films that have the commonest class of their source, 0 to 1.

    0 where there is one class, which needs no telling.
    """
    counts = [labels for labels in images_by_source.values() if sum(labels.values())]
    if len({label for labels in counts for label, films in labels.items() if films}) < 2:
        return 0.0
    return sum(max(labels.values()) for labels in counts) / sum(sum(labels.values()) for labels in counts)


def _of_metrics(metrics: Sequence[Metric]) -> tuple[str, ...]:
    """Return how far the figures may be believed."""
    if not metrics:
        return ("Not measured.",)
    fewest = min(metric.images for metric in metrics if metric.subset == metrics[0].subset)
    if fewest >= FEW_FILMS:
        return ()
    return (f"Measured on {fewest} films only: the intervals are wide, and chance may have helped.",)


def _source_rows(images_by_source: Mapping[str, Mapping[str, int]]) -> str:
    """Return the table rows of the training films."""
    return "\n".join(
        f"| {source or 'unnamed'} | {label} | {count} |"
        for source, labels in sorted(images_by_source.items())
        for label, count in sorted(labels.items())
    )


def _figures(card: Card) -> str:
    """Return the chapter of figures."""
    if not card.metrics:
        return "## Figures\nNot measured."
    rows = "\n".join(
        f"| {m.name} | {m.subset} | {m.images} | {m.value:.3f} | {m.low:.3f} to {m.high:.3f} |"
        for m in card.metrics
    )
    split = f" ({card.training.split})" if card.training is not None else ""
    return f"""## Figures on validation films
Films of groups that took no part in the training{split}, but of the same sources.

| figure | films | number | value | 95 % interval |
|---|---|---|---|---|
{rows}"""


def _training(record: TrainingRecord | None) -> str:
    """Return the chapter of the training."""
    if record is None:
        return "## Training films\nNot known."
    return f"""## Training films
| source | label | films |
|---|---|---|
{_source_rows(record.images_by_source)}

Preset `{record.preset}`, seed {record.seed}, data {record.data_sha256[:12]}."""


def card_readme(card: Card) -> str:
    """Return the card in words, Markdown."""
    listed = "\n".join(f"- {limit}" for limit in card.limits)
    labels = ", ".join(label.title for label in card.labels)
    return f"""# {card.name} {card.version}

**{NOT_FOR_CLINICAL_USE}**

{card.intended_use} Reads {card.reads}; answers: {labels}. Network `{card.architecture}`, input
{card.input.rows} x {card.input.columns}, licence {card.licence}.

{_figures(card)}

## Limits
{listed}

{_training(card.training)}
"""


def write_card(card: Card, folder: Path) -> None:
    """Write `card.json` and the README that says the same in words."""
    text = json.dumps(card.model_dump(mode="json"), indent=1, ensure_ascii=False)
    (folder / CARD_FILE).write_text(text + "\n", encoding="utf-8")
    (folder / README_FILE).write_text(card_readme(card), encoding="utf-8")

"""What the analysis has a use for, and what a model must answer to serve there."""

from typing import Final

from cxrviewer.inference.card import CT_SLICES, FRONTAL_FILMS, Card
from cxrviewer.inference.choices import Purpose, purpose_of

PURPOSES: Final = (
    Purpose("classify", FRONTAL_FILMS),
    Purpose("segment", FRONTAL_FILMS),
    Purpose("patches", FRONTAL_FILMS),
    Purpose("gate", FRONTAL_FILMS),
    Purpose("classify", CT_SLICES),
    Purpose("patches", CT_SLICES),
)
_ANSWERS: Final = {
    "segment": (("background", "right_lung", "left_lung"), ("background", "lungs")),
    "gate": (("frontal", "mirrored", "turned_90", "turned_180", "turned_270", "inverted", "not_frontal"),),
}


def unfit(card: Card) -> str:
    """Return why the analysis cannot use a model, to follow its name; empty if it can."""
    purpose = purpose_of(card)
    if purpose not in PURPOSES:
        return f"is made for {purpose.key}, which the analysis has no use for"
    wanted = _ANSWERS.get(card.task)
    if wanted is not None and card.label_names not in wanted:
        return f"answers {', '.join(card.label_names)}, and the analysis needs {', '.join(wanted[0])}"
    if card.task == "gate" and card.novelty is None:
        return "does not know the films that it has learnt from, which a gate must"
    return ""

"""What the gate's network says: no chest film, turned, inverted, mirrored, or unlike the films it knows."""

from cxrviewer.analysis.quality.checking import check
from cxrviewer.inference.card import Card
from cxrviewer.inference.gate import FRONTAL, INVERTED, MIRRORED, NOT_FRONTAL, TURNED, GateReading
from cxrviewer.study import QualityCheck

_WRONG = {
    NOT_FRONTAL: "The picture does not look like a frontal chest film",
    INVERTED: "Black and white seem to be exchanged",
    TURNED[0]: "The film seems to be turned by 90° clockwise",
    TURNED[1]: "The film seems to be upside down",
    TURNED[2]: "The film seems to be turned by 90° anticlockwise",
}


def upright_frontal(reading: GateReading, card: Card) -> QualityCheck:
    """Check that the picture is an upright frontal chest film; else the likeliest fault is named."""
    limit = _threshold(card, FRONTAL)
    upright = reading.probabilities[FRONTAL] + reading.probabilities[MIRRORED]
    fault = max(_WRONG, key=lambda label: reading.probabilities[label])
    refused = upright < limit
    found = _WRONG[fault] if refused else "The picture looks like an upright frontal chest film"
    sentence = f"{found} (probability of an upright frontal film {upright:.3f}; {limit:.3f} is needed)."
    return check("upright frontal film", upright, sentence, refused=refused)


def mirrored(reading: GateReading, card: Card) -> QualityCheck:
    """Look for signs that left and right are exchanged; a warning, never a refusal."""
    limit = _threshold(card, MIRRORED)
    probability = reading.probabilities[MIRRORED]
    warned = probability > limit
    found = "Left and right may be exchanged" if warned else "Left and right look as usual"
    sentence = f"{found} (probability of a mirrored film {probability:.3f}; noted above {limit:.3f})."
    return check("side", probability, sentence, warned=warned)


def familiar(reading: GateReading, card: Card) -> QualityCheck:
    """Check that the picture is like the films that the gate has learnt from."""
    limit = card.novelty.threshold if card.novelty is not None else float("inf")
    refused = reading.novelty > limit
    found = "unlike" if refused else "like"
    sentence = (
        f"The picture is {found} the films that the gate has learnt from "
        f"(distance {reading.novelty:.2f}; up to {limit:.2f} is usual)."
    )
    return check("likeness to known films", reading.novelty, sentence, refused=refused)


def _threshold(card: Card, label: str) -> float:
    """Return the threshold of a label; the card of a gate has them."""
    found = next(one.threshold for one in card.labels if one.name == label)
    return 0.5 if found is None else found

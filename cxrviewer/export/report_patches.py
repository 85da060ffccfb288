"""What patches of the lungs say, as texts."""

from dataclasses import dataclass

from cxrviewer.study import PatchReading, class_title, percent


@dataclass(frozen=True, slots=True)
class VoteWords:
    """What patches say of one class: votes and their share, mean probability and its standard deviation."""

    label: str
    votes: str
    share: str
    mean: str
    deviation: str


@dataclass(frozen=True, slots=True)
class PatchWords:
    """Votes of the patches.

    Attributes
    ----------
    decision
        The class of most votes, and how they agree, in one sentence or more.
    votes
        A row for each class.
    settings
        How the patches were drawn.
    """

    decision: str
    votes: tuple[VoteWords, ...]
    settings: str


def patch_words(reading: PatchReading) -> PatchWords:
    """Put what patches say into words."""
    label = reading.prediction
    return PatchWords(
        decision=(
            f"{class_title(label)} has {reading.votes[label]} of {reading.number} votes. Entropy of the votes"
            f" {reading.entropy_bits:.2f} bits (0: all agree)."
        ),
        votes=tuple(
            VoteWords(
                class_title(one),
                str(votes),
                percent(reading.shares[one]),
                percent(reading.probabilities[one]),
                percent(reading.deviations[one]),
            )
            for one, votes in reading.votes.items()
        ),
        settings=(
            f"{reading.settings.words[0].upper()}{reading.settings.words[1:]}; the same film with the same"
            " lungs gives the same patches."
        ),
    )

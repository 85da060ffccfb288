"""What a reader says of a film of a worklist."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether the reader agrees with the class that the models find the likeliest."""

    NONE = ""
    AGREE = "agree"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader says of a film.

    Attributes
    ----------
    read_at
        When it was marked as read, ISO 8601 with the offset; empty as long as it is not.
    verdict, judged
        On which class; empty without.
    remark
        In the reader's words.
    """

    read_at: str = ""
    verdict: Verdict = Verdict.NONE
    judged: str = ""
    remark: str = ""


UNREAD = Reading()

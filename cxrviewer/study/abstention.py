"""What is checked of a film before the models are believed, and why they may give no answer."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cxrviewer.study.model_reference import ModelReference

OUTCOME = "abstain"
"""What stands in exports in the place of a class where the models give no answer."""


class CheckOutcome(StrEnum):
    """What a check came to."""

    PASSED = "passed"
    WARNED = "warned"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """One check of a film.

    Attributes
    ----------
    name
        Of the check, in few words.
    outcome
        What it came to.
    value
        What was measured; the sentence says in which unit.
    sentence
        What was found, with the number and its limit; ends in a full stop.
    """

    name: str
    outcome: CheckOutcome
    value: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Overrule:
    """A reader's decision to have a film analysed that the gate refused.

    Attributes
    ----------
    at
        ISO 8601 with time zone.
    reason
        In the reader's words.
    """

    at: str
    reason: str

    @classmethod
    def now(cls, reason: str) -> "Overrule":
        """Return a decision that is made at this moment."""
        return cls(datetime.now(UTC).isoformat(timespec="seconds"), reason)

    @property
    def sentence(self) -> str:
        """The notice that stands beside the result."""
        reason = f": {self.reason.rstrip('.')}" if self.reason else ""
        return f"Gate overruled by the reader{reason}."


@dataclass(frozen=True, slots=True)
class Quality:
    """Every check of a film.

    Attributes
    ----------
    checks
        In the order in which they were made; those that a refusal made pointless are missing.
    overrule
        The reader's decision against a refusal; None without.
    gate
        The network among the checks; None without.
    """

    checks: tuple[QualityCheck, ...]
    overrule: Overrule | None = None
    gate: ModelReference | None = None

    @property
    def refusals(self) -> tuple[QualityCheck, ...]:
        """The checks that speak against an analysis."""
        return tuple(check for check in self.checks if check.outcome is CheckOutcome.REFUSED)

    @property
    def warnings(self) -> tuple[QualityCheck, ...]:
        """The checks whose sentences must stand beside the result."""
        return tuple(check for check in self.checks if check.outcome is CheckOutcome.WARNED)

    @property
    def refused(self) -> bool:
        """Whether the models give no answer."""
        return bool(self.refusals) and self.overrule is None

    @property
    def reason(self) -> str:
        """The sentences of the refusals."""
        return " ".join(check.sentence for check in self.refusals)


class Cause(StrEnum):
    """What keeps the models from an answer."""

    GATE = "gate"
    NOVELTY = "novelty"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Abstention:
    """The outcome that is no class.

    Attributes
    ----------
    cause
        What keeps the models from an answer.
    reason
        In words.
    between
        Where they are uncertain: the two likeliest labels.
    """

    cause: Cause
    reason: str
    between: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What stands in the place of an answer."""
        return f"The models abstain: {self.reason.rstrip('.')}."

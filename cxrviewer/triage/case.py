"""What is known of one film of a batch, as far as its place in the worklist depends on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

STEPS = 20
"""Thresholds of extent are multiples of one in so many, between 0 and 1."""


class CaseStatus(StrEnum):
    """How far a film of a batch is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    ABSTAINED = "abstained"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Case:
    """One film of a batch.

    Attributes
    ----------
    status
        How far it is.
    reason
        Why there is no answer; empty for the others.
    probabilities
        Label -> calibrated probability; empty where no classifier has answered. Films that are novel or
        uncertain have both these and a reason.
    involved
        How much of the lungs the likeliest finding involves, see `involved_shares`; empty where unknown.
    warnings
        Checks of quality that warned.
    priority
        The clinical priority as it is written in header or table; empty where none is.
    """

    status: CaseStatus
    reason: str = ""
    probabilities: Mapping[str, float] = field(default_factory=dict)
    involved: tuple[float, ...] = ()
    warnings: int = 0
    priority: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will be computed."""
        return self.status not in {CaseStatus.QUEUED, CaseStatus.RUNNING}

    @property
    def prediction(self) -> str:
        """The label of the highest probability; empty without."""
        return max(self.probabilities, key=self.probabilities.__getitem__, default="")

    def extent(self, threshold: float) -> float | None:
        """Return the share of the lungs involved from a threshold on; None where unknown.

        Parameters
        ----------
        threshold
            Value of the Grad-CAM on the absolute scale of the card, a multiple of 1 / `STEPS`.
        """
        return self.involved[round(threshold * STEPS) - 1] if self.involved else None

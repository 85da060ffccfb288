"""What is known of one film of a batch, as far as its place in the worklist depends on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


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
    extent
        Share of the lungs, 0 to 1, that the finding involves, see `involved_share`; None where unknown.
    warnings
        Checks of quality that warned.
    priority
        The clinical priority as it is written in header or table; empty where none is.
    """

    status: CaseStatus
    reason: str = ""
    probabilities: Mapping[str, float] = field(default_factory=dict)
    extent: float | None = None
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

"""How the analysis of one image stands."""

from dataclasses import dataclass
from enum import Enum

from cxrviewer.jobs import Progress

_START = Progress(0.0, "")


class Stage(Enum):
    """Where an analysis is."""

    IDLE = "Not analysed yet."
    RECALLING = "Looking for an earlier result."
    WAITING = "Waiting for another analysis."
    RUNNING = "Analysing …"
    DONE = "Analysed."
    FAILED = "The analysis failed."
    CANCELLED = "Cancelled."


@dataclass(frozen=True, slots=True)
class AnalysisStatus:
    """Stage, progress and, after a failure, the reason.

    Attributes
    ----------
    stage
        Where it is.
    progress
        While running.
    reason
        One sentence, after a failure.
    """

    stage: Stage = Stage.IDLE
    progress: Progress = _START
    reason: str = ""

    @property
    def busy(self) -> bool:
        """Whether it may be cancelled."""
        return self.stage in {Stage.RECALLING, Stage.WAITING, Stage.RUNNING}

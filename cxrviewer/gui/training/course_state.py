"""How a run stands while it is followed; finer than the list of runs says it."""

from enum import StrEnum

from cxrviewer.training.runs.history import RunHistory, RunState, standing


class CourseState(StrEnum):
    """How a run stands, in words."""

    STARTING = "starting"
    PREPARING = "preparing the films"
    TRAINING = "training"
    PACKAGING = "making and measuring the model"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped early, the best kept"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def living(self) -> bool:
        """Whether a process works on it."""
        return self.name not in RunState.__members__ or RunState[self.name].living

    @property
    def resumable(self) -> bool:
        """Whether it can go on from its last checkpoint."""
        return self.name in RunState.__members__ and RunState[self.name].resumable


def state_of(history: RunHistory, *, running: bool) -> CourseState:
    """Return how a run stands.

    Parameters
    ----------
    history
        From its log.
    running
        Whether a process holds its lock.
    """
    coarse = standing(history, running=running)
    if coarse is not RunState.RUNNING:
        return CourseState[coarse.name]
    if history.start is None or history.end is not None:  # an end that is there is that of an earlier process
        return CourseState.PREPARING
    return CourseState.PACKAGING if len(history.epochs) >= history.start.epochs else CourseState.TRAINING

"""What the log of a run amounts to: one frozen state, made anew with each event."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from cxrviewer.training.learning.events import (
    EndEvent,
    EpochEvent,
    Event,
    NoteEvent,
    PausedEvent,
    ResumedEvent,
    StartEvent,
    StepEvent,
)

Turn = StartEvent | PausedEvent | ResumedEvent | EndEvent


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """Its process is gone without a word: killed, or the machine went down."""

    @property
    def living(self) -> bool:
        """Whether a process works on it."""
        return self in {RunState.RUNNING, RunState.PAUSED}

    @property
    def resumable(self) -> bool:
        """Whether it can go on from its last checkpoint."""
        return self in {RunState.CANCELLED, RunState.FAILED, RunState.INTERRUPTED}


@dataclass(frozen=True, slots=True)
class RunHistory:
    """A run as far as its log tells.

    Attributes
    ----------
    turns
        Every beginning, pause, resumption and end, in order; a run that was resumed has several beginnings.
    epochs
        Those that are done, in order, each once: of one that was done again after a resume, the later one.
    step
        The latest of the epoch that is running; None between epochs.
    notes
        Sentences for the user, in order.
    """

    turns: tuple[Turn, ...] = ()
    epochs: tuple[EpochEvent, ...] = ()
    step: StepEvent | None = None
    notes: tuple[NoteEvent, ...] = ()

    @property
    def start(self) -> StartEvent | None:
        """The latest beginning; None before the first."""
        return next((one for one in reversed(self.turns) if isinstance(one, StartEvent)), None)

    @property
    def paused(self) -> bool:
        """Whether it waits."""
        return bool(self.turns) and isinstance(self.turns[-1], PausedEvent)

    @property
    def end(self) -> EndEvent | None:
        """How it ended; None until it is over."""
        latest = self.turns[-1] if self.turns else None
        return latest if isinstance(latest, EndEvent) else None

    @property
    def package(self) -> str:
        """Folder of the model package that came out last; empty without."""
        ends = (one for one in reversed(self.turns) if isinstance(one, EndEvent))
        return next((one.package for one in ends if one.package), "")

    @property
    def best(self) -> EpochEvent | None:
        """The epoch whose weights are kept: the latest one that was better than all before."""
        return next((epoch for epoch in reversed(self.epochs) if epoch.best), None)

    @property
    def share_done(self) -> float:
        """How much of the training is done, 0 to 1; an end before the last epoch is all there will be."""
        if self.end is not None and self.end.outcome in {"finished", "stopped"}:
            return 1.0
        if self.start is None:
            return 0.0
        running = self.step.step / self.step.steps if self.step else 0.0
        return min(1.0, (len(self.epochs) + running) / self.start.epochs)

    @property
    def images_per_s(self) -> float | None:
        """Films trained on in a second, as told last."""
        latest = self.step or (self.epochs[-1] if self.epochs else None)
        return latest.images_per_s if latest else None

    @property
    def left_s(self) -> float | None:
        """Seconds to the end, as told last."""
        latest = self.step or (self.epochs[-1] if self.epochs else None)
        return latest.left_s if latest else None


def after(history: RunHistory, event: Event) -> RunHistory:
    """Return what a run is after one more event."""
    match event:
        case StepEvent():
            return replace(history, step=event)
        case EpochEvent():
            before = tuple(epoch for epoch in history.epochs if epoch.epoch < event.epoch)
            return replace(history, epochs=(*before, event), step=None)
        case NoteEvent():
            return replace(history, notes=(*history.notes, event))
        case StartEvent():
            kept = tuple(epoch for epoch in history.epochs if epoch.epoch <= event.done)
            return replace(history, turns=(*history.turns, event), epochs=kept, step=None)
        case EndEvent():
            return replace(history, turns=(*history.turns, event), step=None)
        case PausedEvent() | ResumedEvent():
            return replace(history, turns=(*history.turns, event))


def history_of(events: Iterable[Event]) -> RunHistory:
    """Return what a run is after all these events."""
    history = RunHistory()
    for event in events:
        history = after(history, event)
    return history


def standing(history: RunHistory, *, running: bool) -> RunState:
    """Return where a run stands.

    Parameters
    ----------
    history
        From its log.
    running
        Whether a process holds its lock.
    """
    if running:
        return RunState.PAUSED if history.paused else RunState.RUNNING
    return RunState(history.end.outcome) if history.end is not None else RunState.INTERRUPTED

"""The log of a run in sentences."""

from datetime import datetime

from cxrviewer.training.learning.events import EndEvent, EpochEvent, PausedEvent, ResumedEvent, StartEvent
from cxrviewer.training.runs.history import RunHistory, Turn


def log_text(history: RunHistory) -> str:
    """Return what happened, a line each, in the order of time."""
    lines = [(event.time, _epoch(event)) for event in history.epochs]
    lines += [(event.time, event.text) for event in history.notes]
    lines += [(event.time, _turn(event)) for event in history.turns]
    return "\n".join(f"{_clock(time)}  {text}" for time, text in sorted(lines))


def _turn(event: Turn) -> str:
    match event:
        case StartEvent():
            return _start(event)
        case EndEvent():
            return _end(event)
        case PausedEvent():
            return "Paused."
        case ResumedEvent():
            return "Goes on."


def _clock(time: datetime) -> str:
    return f"{time.astimezone():%H:%M:%S}"


def _start(event: StartEvent) -> str:
    began = f"Goes on after epoch {event.done}" if event.done else "Begins"
    return (
        f"{began}: {event.films_training} films train and {event.films_validation} validate, "
        f"{event.epochs} epochs at most, batch {event.batch}, on {event.device.upper()}."
    )


def _epoch(event: EpochEvent) -> str:
    validation = f", validation {event.validation_loss:.4f}" if event.validation_loss is not None else ""
    best = " (best so far)" if event.best else ""
    return (
        f"Epoch {event.epoch} at {event.side} px: loss {event.loss:.4f}{validation}, "
        f"{event.score_name} {event.score:.4f}{best}."
    )


def _end(event: EndEvent) -> str:
    reason = f": {event.reason}" if event.reason else ""
    return f"The training is {event.outcome}{reason}".rstrip(".") + "."

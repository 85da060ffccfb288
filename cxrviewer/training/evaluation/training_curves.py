"""Loss and score of the training that a package came out of."""

from pathlib import Path

from cxrviewer.training.evaluation.schema import TrainingCurves
from cxrviewer.training.learning.events import LOG, EpochEvent, read_events


def training_curves(run: Path) -> TrainingCurves | None:
    """Return the epochs that the log in a run's folder tells of; None where there is none."""
    if not (run / LOG).is_file():
        return None
    last = {event.epoch: event for event in read_events(run) if isinstance(event, EpochEvent)}
    epochs = [last[number] for number in sorted(last)]
    if not epochs:
        return None
    return TrainingCurves(
        epochs=tuple(event.epoch for event in epochs),
        loss=tuple(event.loss for event in epochs),
        validation_loss=tuple(event.validation_loss for event in epochs),
        score=tuple(event.score for event in epochs),
        score_name=epochs[-1].score_name,
    )

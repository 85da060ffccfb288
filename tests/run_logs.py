"""Events as a training tells them."""

from cxrviewer.training.learning.events import EpochEvent, StartEvent


def start(epochs: int = 3) -> StartEvent:
    return StartEvent(epochs=epochs, films_training=80, films_validation=20, device="cpu", batch=16)


def epoch(number: int, score: float, *, best: bool = False) -> EpochEvent:
    return EpochEvent(
        epoch=number,
        epochs=3,
        side=224,
        loss=1 / number,
        validation_loss=2 / number,
        score_name="macro F1",
        score=score,
        images_per_s=9.0,
        left_s=0.0,
        best=best,
    )

"""Events as a training of four epochs tells them."""

from cxrviewer.training.learning.events import EpochEvent, StartEvent, StepEvent


def start(done: int = 0, epochs: int = 4) -> StartEvent:
    return StartEvent(epochs=epochs, done=done, films_training=30, films_validation=8, device="cpu", batch=8)


def epoch(number: int, score: float, *, best: bool) -> EpochEvent:
    return EpochEvent(
        epoch=number,
        epochs=4,
        side=32,
        loss=1 / number,
        validation_loss=1.5 / number,
        score_name="macro F1",
        score=score,
        images_per_s=100,
        left_s=(4 - number) * 10,
        best=best,
    )


def step(number: int) -> StepEvent:
    return StepEvent(epoch=number, step=2, steps=4, loss=0.5, images_per_s=90, left_s=25)

"""The training loop."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.optim.swa_utils import AveragedModel

from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.networks import build_network
from cxrviewer.jobs import JobContext
from cxrviewer.locations import models_folder
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.learning.batches import training_batches, validation_batches
from cxrviewer.training.learning.checkpoint import LAST, TrainingState, load_checkpoint, save_checkpoint
from cxrviewer.training.learning.optimising import learning_rate, make_optimizer, moving_average
from cxrviewer.training.learning.starting import start_from
from cxrviewer.training.learning.tasks import Task, make_task
from cxrviewer.training.presets import Preset


@dataclass(frozen=True, slots=True)
class EpochReport:
    """What an epoch brought.

    Attributes
    ----------
    epoch, epochs
        One-based, and how many there will be.
    side
        Side of the pictures in this epoch.
    loss
        Mean training loss.
    score_name, score
        Of the moving average on the validation films, higher is better.
    images_per_s
        Films trained on in a second.
    """

    epoch: int
    epochs: int
    side: int
    loss: float
    score_name: str
    score: float
    images_per_s: float


def side_of_epoch(preset: Preset, epoch: int) -> int:
    """Return the picture size of a zero-based epoch."""
    for side, count in zip(preset.sizes, preset.epochs, strict=True):
        if epoch < count:
            return side
        epoch -= count
    raise ValueError("the preset has no such epoch")


def new_state(preset: Preset, device: torch.device) -> TrainingState:
    """Return a network ready to train: fresh weights from the preset's seed, or those it starts from.

    Raises
    ------
    ModelError
        If the model to start from is missing or does not fit.
    """
    torch.manual_seed(preset.seed)
    network = build_network(preset.architecture, len(preset.labels), preset.options)
    if preset.start:
        start_from(network, preset.start, models_folder())
    network = network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = AveragedModel(network, multi_avg_fn=moving_average(preset.ema), use_buffers=True, device=device)
    return TrainingState(network, average, make_optimizer(network, preset))


def _train_epoch(
    state: TrainingState, task: Task, films: PreparedFilms, preset: Preset, context: JobContext
) -> float:
    """Train one epoch and return the mean loss."""
    device = next(state.network.parameters()).device
    side, epochs = side_of_epoch(preset, state.epoch), sum(preset.epochs)
    steps = math.ceil(len(films.records) / preset.batch)
    torch.manual_seed(preset.seed * 1_000_003 + state.epoch)
    state.network.train()
    losses: list[float] = []
    for step, batch in enumerate(training_batches(films, preset, side, state.epoch, device)):
        context.progress(step / steps, f"epoch {state.epoch + 1} of {epochs}, {side} x {side} pixels")
        for group in state.optimizer.param_groups:
            group["lr"] = learning_rate(preset, (state.epoch + step / steps) / epochs)
        loss = task.loss(state.network, batch)
        state.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        state.optimizer.step()
        state.average.update_parameters(state.network)
        losses.append(loss.item())
        if not math.isfinite(losses[-1]):
            raise CxrviewerError(
                f"the loss is no longer a number in epoch {state.epoch + 1}: lower the learning rate"
            )
    return math.fsum(losses) / len(losses)


@torch.inference_mode()
def _validate(state: TrainingState, task: Task, films: PreparedFilms, preset: Preset, side: int) -> float:
    """Return the score of the moving average."""
    device = next(state.network.parameters()).device
    state.average.eval()
    task.start()
    for batch in validation_batches(films, preset, side, device):
        task.add(state.average.module, batch)
    return task.score()


def fit(
    training: PreparedFilms,
    validation: PreparedFilms,
    preset: Preset,
    output: Path,
    context: JobContext,
    report: Callable[[EpochReport], None],
    *,
    device: torch.device,
    resume: bool = False,
) -> TrainingState:
    """Train to the end of the preset, with a checkpoint after every epoch.

    Parameters
    ----------
    output
        The run's folder; `last.pt` goes there.
    report
        Called after every epoch.
    resume
        Go on from `last.pt` if it exists; on the CPU the weights come out as without the interruption, bit
        for bit, because all randomness follows from the seed and the epoch.

    Raises
    ------
    CxrviewerError
        If the loss is no longer a number.
    ModelError
        If the checkpoint cannot be used.
    """
    task, state = make_task(preset), new_state(preset, device)
    if resume and (output / LAST).exists():
        load_checkpoint(output, state)
    epochs = sum(preset.epochs)
    while state.epoch < epochs:
        began = time.monotonic()
        part = context.part(state.epoch / epochs, (state.epoch + 1) / epochs)
        side = side_of_epoch(preset, state.epoch)
        loss = _train_epoch(state, task, training, preset, part)
        rate = len(training.records) / (time.monotonic() - began)
        score = _validate(state, task, validation, preset, side)
        state.epoch += 1
        save_checkpoint(output, state)
        report(EpochReport(state.epoch, epochs, side, loss, task.score_name, score, rate))
    return state

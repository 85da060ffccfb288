"""The training loop: epochs of steps, a checkpoint after each, and what the user wants in between."""

import math
import time
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import torch
from torch.optim.swa_utils import AveragedModel

from cxrviewer.errors import CxrviewerError
from cxrviewer.jobs import JobCancelledError, JobContext
from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.learning.ahead import batches_of
from cxrviewer.training.learning.batches import (
    Batch,
    Share,
    step_count,
    training_batches,
    validation_batches,
)
from cxrviewer.training.learning.checkpoint import TrainingState, load_checkpoint, save_checkpoint
from cxrviewer.training.learning.control import CancelAskedError, Control, StopAskedError
from cxrviewer.training.learning.events import (
    EpochEvent,
    NoteEvent,
    PausedEvent,
    ResumedEvent,
    StartEvent,
    StepEvent,
    Tell,
)
from cxrviewer.training.learning.optimising import learning_rate, make_optimizer, moving_average
from cxrviewer.training.learning.pace import Pace
from cxrviewer.training.learning.processes import Processes
from cxrviewer.training.learning.shared_norm import share_batch_norm
from cxrviewer.training.learning.side import side_of_epoch
from cxrviewer.training.learning.starting import starting_network
from cxrviewer.training.learning.state_files import BEST, LAST
from cxrviewer.training.learning.stepping import Stepper
from cxrviewer.training.learning.tasks import make_task
from cxrviewer.training.presets import Preset

TELL_EVERY_S = 2.0


@dataclass(frozen=True, slots=True)
class Course:
    """What a training goes by.

    Attributes
    ----------
    training, validation
        Films on each side of the split.
    preset
        The recipe.
    folder
        Of the run; the checkpoints go there.
    tell
        Given every event.
    control
        What the user wants meanwhile.
    context
        Takes progress and may cancel.
    processes
        That train together; the first one writes and tells.
    network
        What is trained, with the weights that it begins with; None for what the preset says.
    """

    training: PreparedFilms
    validation: PreparedFilms
    preset: Preset
    folder: Path
    tell: Tell
    control: Control
    context: JobContext = field(default_factory=JobContext)
    processes: Processes = field(default_factory=Processes)
    network: torch.nn.Module | None = None

    @property
    def epochs(self) -> int:
        """How many epochs there will be at most."""
        return sum(self.preset.epochs)

    def save(self, state: TrainingState, *, best: bool = False) -> None:
        """Write a checkpoint, once for all processes."""
        if self.processes.first:
            save_checkpoint(self.folder, state, best=best)


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a training comes to.

    Attributes
    ----------
    network
        The moving average after the best epoch.
    stopped
        Whether the user stopped it.
    reason
        Why it ended before its last epoch, in one sentence; else empty.
    """

    network: torch.nn.Module
    stopped: bool
    reason: str


def new_state(preset: Preset, processes: Processes, network: torch.nn.Module | None = None) -> TrainingState:
    """Return a network ready to train: the one given, or one with the weights that the preset starts from.

    Raises
    ------
    ModelError
        If the model to start from is missing or does not fit.
    """
    torch.manual_seed(preset.seed)
    network = network or starting_network(preset)[0]
    device = processes.device
    network = network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = AveragedModel(network, multi_avg_fn=moving_average(preset.ema), use_buffers=True, device=device)
    if processes.count > 1:
        network = share_batch_norm(network, device)
    scaler = torch.amp.GradScaler(device.type, enabled=preset.mixed_precision and device.type == "cuda")
    optimizer = make_optimizer(network, preset)
    return TrainingState(network, average, optimizer, scaler, parts=preset.accumulate)


class Training:
    """One training under way.

    Parameters
    ----------
    course
        What it goes by.
    resume
        Go on from `last.pt` if it exists.
    """

    def __init__(self, course: Course, *, resume: bool) -> None:
        preset, processes = course.preset, course.processes
        self._course, self._task = course, make_task(preset, course.training)
        self.state = new_state(preset, processes, course.network)
        if resume and (course.folder / LAST).exists():
            load_checkpoint(course.folder, self.state)
        self._stepper = Stepper(self.state, self._task, processes, self._note, mixed=preset.mixed_precision)
        self._pace = Pace(preset, len(course.training.records), len(course.validation.records))
        self._share = Share(processes.rank, processes.count)
        self._pause_began = 0.0

    def run(self) -> Fitted:
        """Train to the end, or until the user stops it (errors as in `fit`)."""
        course, reason, stopped = self._course, "", False
        self._tell_start()
        try:
            while self.state.epoch < course.epochs and not reason:
                self._epoch()
                reason = self._early_end()
        except StopAskedError:
            stopped, reason = True, f"stopped in epoch {self.state.epoch + 1} of {course.epochs}"
            course.save(self.state)
        if self.state.best_epoch == 0:
            raise CancelAskedError("stopped before the first epoch was done, so there is nothing to keep")
        course.processes.wait_for_all()
        load_checkpoint(course.folder, self.state, BEST)
        return Fitted(self.state.average.module, stopped, reason)

    def _epoch(self) -> None:
        """Train and validate one epoch and keep what came out."""
        course, state = self._course, self.state
        side = side_of_epoch(course.preset, state.epoch)
        self._pace.begin_epoch()
        loss = self._train(side)
        training_score = self._task.score(state.tally) if state.tally else None
        rate = self._pace.images_per_s()
        validation_loss, score = self._validate()
        self._pace.validated(len(course.validation.records))
        state.epoch, state.step, state.losses, state.tally = state.epoch + 1, 0, [], []
        standing = (score, -validation_loss)
        best = standing > state.best
        if best:
            state.best, state.best_epoch = standing, state.epoch
        course.save(state, best=best)
        course.tell(
            EpochEvent(
                epoch=state.epoch,
                epochs=course.epochs,
                side=side,
                loss=loss,
                training_score=training_score,
                validation_loss=validation_loss,
                score_name=self._task.score_name,
                score=score,
                images_per_s=rate,
                left_s=self._pace.left_s(state.epoch, 0),
                best=best,
            )
        )

    def _train(self, side: int) -> float:
        """Train what is left of the epoch and return the mean loss of all its steps."""
        course, state = self._course, self.state
        batches = partial(
            training_batches,
            *(course.training, course.preset, side, state.epoch, course.processes.device, state.step),
            self._share,
        )
        state.network.train()
        self._look_up()
        with closing(batches_of(batches, course.processes.device)) as coming:
            for batch in coming:
                self._step(batch, side)
                self._look_up()
        return math.fsum(state.losses) / len(state.losses)

    def _step(self, batch: Batch, side: int) -> None:
        """Take one step."""
        course, state = self._course, self.state
        steps = step_count(course.training, course.preset, course.processes.count)
        films = min(course.preset.batch, len(course.training.records) - state.step * course.preset.batch)
        rate = learning_rate(course.preset, (state.epoch + state.step / steps) / course.epochs)
        for group in state.optimizer.param_groups:
            group["lr"] = rate
        torch.manual_seed(_seed_of_step(course, state))
        loss, tally = self._stepper.step(batch, films)
        if not math.isfinite(loss):
            raise self._no_number()
        state.losses.append(loss)
        state.tally = [sum(pair) for pair in zip(state.tally, tally, strict=True)] if state.tally else tally
        state.step += 1
        self._pace.trained(films, side)
        self._tell_step(steps, side)

    @torch.inference_mode()
    def _validate(self) -> tuple[float, float]:
        """Return loss and score of the moving average at the picture size of the package.

        So epochs at any picture size are compared by what would be kept of them.
        The batches are shared out, and all processes come to the same figures.
        """
        course, average, task = self._course, self.state.average, self._task
        average.eval()
        found = torch.zeros(1 + task.size, dtype=torch.float64)
        preset = course.preset
        make = partial(
            validation_batches,
            course.validation,
            preset,
            preset.sizes[-1],
            course.processes.device,
            self._share,
        )
        with closing(batches_of(make, course.processes.device)) as coming:
            for batch in coming:
                loss, tally = task.measure(average.module, batch)
                found += torch.cat([loss.double()[None] * len(batch.pictures), tally]).cpu()
        total, *counts = course.processes.totals(found.tolist())
        if not math.isfinite(total):
            raise self._no_number()
        return total / len(course.validation.records), task.score(counts)

    def _early_end(self) -> str:
        """Return why training ends here by the preset's patience, or nothing."""
        preset, state = self._course.preset, self.state
        last_size_began = sum(preset.epochs[:-1])
        waited = state.epoch - max(state.best_epoch, last_size_began)
        if not preset.patience or waited < preset.patience or state.epoch == self._course.epochs:
            return ""
        reason = f"no better score than after epoch {state.best_epoch} for {waited} epochs"
        self._note(f"training ends early: {reason}")
        return reason

    def _look_up(self) -> None:
        """Do what the user wants: go on, wait, or end with the state kept."""
        try:
            self._course.context.checkpoint()
            self._course.control.check(self._pausing, self._going_on)
        except (CancelAskedError, JobCancelledError):
            self._course.save(self.state)
            raise

    def _pausing(self) -> None:
        self._course.save(self.state)
        self._pause_began = time.monotonic()
        self._course.tell(PausedEvent())

    def _going_on(self) -> None:
        self._pace.paused(time.monotonic() - self._pause_began)
        self._course.tell(ResumedEvent())

    def _note(self, text: str) -> None:
        self._course.tell(NoteEvent(text=text))

    def _tell_start(self) -> None:
        course = self._course
        course.tell(
            StartEvent(
                epochs=course.epochs,
                done=self.state.epoch,
                films_training=len(course.training.records),
                films_validation=len(course.validation.records),
                device=course.processes.device.type,
                batch=course.preset.batch,
            )
        )

    def _tell_step(self, steps: int, side: int) -> None:
        """Tell how far the epoch is: progress always, an event now and then."""
        course, state = self._course, self.state
        done = (state.epoch + state.step / steps) / course.epochs
        course.context.progress(done, f"epoch {state.epoch + 1} of {course.epochs}, {side} x {side} pixels")
        if self._pace.due(TELL_EVERY_S):
            course.tell(
                StepEvent(
                    epoch=state.epoch + 1,
                    step=state.step,
                    steps=steps,
                    loss=math.fsum(state.losses) / len(state.losses),
                    images_per_s=self._pace.images_per_s(),
                    left_s=self._pace.left_s(state.epoch, state.step * course.preset.batch),
                )
            )

    def _no_number(self) -> CxrviewerError:
        """Return what to tell when the loss is no longer a number; the files still hold what was good."""
        state, kept = self.state, "no epoch was done before"
        if state.epoch:
            kept = f"{LAST} holds the state after epoch {state.epoch}, {BEST} after epoch {state.best_epoch}"
        return CxrviewerError(
            f"the loss is no longer a number in epoch {state.epoch + 1}: lower the learning rate ({kept})"
        )


def _seed_of_step(course: Course, state: TrainingState) -> int:
    """Return the seed of torch's own chance (dropout) in a step."""
    step = state.epoch * step_count(course.training, course.preset, 1) + state.step
    return (course.preset.seed * 1_000_003 + step) * 1009 + course.processes.rank


def fit(course: Course, *, resume: bool = False) -> Fitted:
    """Train to the end of the preset, with a checkpoint after every epoch.

    Parameters
    ----------
    course
        What to train, on what, and how.
    resume
        Go on from `last.pt` if it exists; on the CPU the weights come out as without the interruption, bit
        for bit, because all chance follows from the seed, the epoch and the step.

    Raises
    ------
    CancelAskedError
        If the user cancelled it, or stopped it before the end of the first epoch.
    CxrviewerError
        If the loss is no longer a number, or the memory does not hold two films.
    FileError
        If a checkpoint cannot be written; those of before stay.
    JobCancelledError
        If the job was cancelled; as after every other end, `last.pt` holds the state.
    ModelError
        If the checkpoint cannot be used.
    """
    return Training(course, resume=resume).run()

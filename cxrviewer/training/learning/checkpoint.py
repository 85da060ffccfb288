"""The state of a training: written atomically, read without executing anything."""

import os
import pickle
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from cxrviewer.errors import FileError, ModelError
from cxrviewer.training.learning.state_files import BEST, LAST


def _new_scaler() -> torch.amp.GradScaler:
    return torch.amp.GradScaler("cpu", enabled=False)


@dataclass(slots=True)
class TrainingState:
    """What changes while a network trains.

    All chance follows from the preset's seed, the epoch and the step (`batches`, `trainer`), so that these
    three are also the state of the generators and the order of the films; the learning rate follows from
    epoch and step.

    Attributes
    ----------
    network, average, optimizer, scaler
        The weights in training, their moving average, the optimiser's moments, the factor of the loss in
        mixed precision.
    epoch, step
        Epochs done, and steps done of the next one.
    losses, tally
        Of these steps; the tallies of their batches added up (see `tasks`).
    parts
        In so many parts a batch is computed.
    best, best_epoch
        Score and negative validation loss of the best epoch, and which it was, one-based; 0 before there is
        one.
    """

    network: nn.Module
    average: AveragedModel
    optimizer: torch.optim.Optimizer
    scaler: torch.amp.GradScaler = field(default_factory=_new_scaler)
    epoch: int = 0
    step: int = 0
    losses: list[float] = field(default_factory=list)
    tally: list[float] = field(default_factory=list)
    parts: int = 1
    best: tuple[float, float] = (float("-inf"), float("-inf"))
    best_epoch: int = 0

    def state(self) -> dict[str, Any]:
        """Return tensors and numbers only."""
        return {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scaler": self.scaler.state_dict(),
            "epoch": self.epoch,
            "step": self.step,
            "losses": self.losses,
            "tally": self.tally,
            "parts": self.parts,
            "best": self.best,
            "best_epoch": self.best_epoch,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take over what `state` returned."""
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        if state["scaler"] and self.scaler.is_enabled():
            self.scaler.load_state_dict(state["scaler"])
        self.epoch, self.step, self.parts = int(state["epoch"]), int(state["step"]), int(state["parts"])
        self.losses = [float(loss) for loss in state["losses"]]
        self.tally = [float(count) for count in state.get("tally", ())]
        score, closeness = state["best"]
        self.best, self.best_epoch = (float(score), float(closeness)), int(state["best_epoch"])


def save_checkpoint(folder: Path, state: TrainingState, *, best: bool = False) -> None:
    """Write the state to `last.pt`, and to `best.pt` if it is the best so far.

    After a crash each file is either the old or the new one.

    Raises
    ------
    FileError
        If the disk is full or the folder cannot be written; the files are then as before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    temporary, copy = folder / f"{LAST}.writing", folder / f"{BEST}.writing"
    try:
        _write(temporary, state)
        if best:
            shutil.copyfile(temporary, copy)
            _to_disk(copy)
            copy.replace(folder / BEST)
        temporary.replace(folder / LAST)
    except (OSError, RuntimeError) as error:
        temporary.unlink(missing_ok=True)
        copy.unlink(missing_ok=True)
        raise FileError(folder / LAST, f"cannot be written ({_reason(error)})") from error


def _write(file: Path, state: TrainingState) -> None:
    """Write the state and wait until it is on the disk."""
    with file.open("wb") as handle:
        torch.save(state.state(), handle)
        handle.flush()
        os.fsync(handle.fileno())


def _to_disk(file: Path) -> None:
    """Wait until a file that was written is on the disk."""
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())


def _reason(error: BaseException) -> str:
    """Return why writing failed; torch hides the system's error in one of its own."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        cause = cause.__cause__ or cause.__context__
    return "is the disk full?"


def load_checkpoint(folder: Path, state: TrainingState, name: str = LAST) -> None:
    """Restore the state from `last.pt` or `best.pt`.

    Raises
    ------
    ModelError
        If it is missing, damaged or belongs to another network.
    """
    file = folder / name
    try:
        state.restore(torch.load(file, map_location="cpu", weights_only=True))
    except FileNotFoundError as error:
        raise ModelError(file, "does not exist, so there is nothing to resume") from error
    except (RuntimeError, LookupError, TypeError, ValueError, EOFError, pickle.UnpicklingError) as error:
        raise ModelError(file, "is damaged or belongs to another network") from error

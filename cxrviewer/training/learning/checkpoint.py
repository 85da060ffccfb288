"""The state of a training after an epoch: written atomically, read without executing anything."""

import os
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from cxrviewer.errors import ModelError

LAST = "last.pt"


@dataclass(slots=True)
class TrainingState:
    """What changes while a network trains.

    Attributes
    ----------
    network, average, optimizer
        The weights in training, their moving average, and the optimiser's moments.
    epoch
        Epochs done.
    """

    network: nn.Module
    average: AveragedModel
    optimizer: torch.optim.Optimizer
    epoch: int = 0

    def state(self) -> dict[str, Any]:
        """Return tensors and numbers only."""
        return {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take over what `state` returned."""
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.epoch = int(state["epoch"])


def save_checkpoint(folder: Path, state: TrainingState) -> None:
    """Write the state to `last.pt`; after a crash the file is either the old or the new one."""
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"{LAST}.writing"
    with temporary.open("wb") as handle:
        torch.save(state.state(), handle)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(folder / LAST)


def load_checkpoint(folder: Path, state: TrainingState) -> None:
    """Restore the state from `last.pt`.

    Raises
    ------
    ModelError
        If it is missing, damaged or belongs to another network.
    """
    file = folder / LAST
    try:
        state.restore(torch.load(file, map_location="cpu", weights_only=True))
    except FileNotFoundError as error:
        raise ModelError(file, "does not exist, so there is nothing to resume") from error
    except (RuntimeError, LookupError, TypeError, ValueError, EOFError, pickle.UnpicklingError) as error:
        raise ModelError(file, "is damaged or belongs to another network") from error

"""What differs between training a classifier and training a segmentation: loss and validation score."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from cxrviewer.training.films import IGNORE
from cxrviewer.training.metrics import macro_f1
from cxrviewer.training.presets import Preset


class Task(Protocol):
    """Loss of a batch and score of a validation pass."""

    score_name: str

    def loss(self, network: nn.Module, pictures: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the scalar loss of a batch."""
        ...

    def start(self) -> None:
        """Forget what has been added."""
        ...

    def add(self, network: nn.Module, pictures: torch.Tensor, targets: torch.Tensor) -> None:
        """Take a validation batch into account."""
        ...

    def score(self) -> float:
        """Return the score of all that was added, higher is better."""
        ...


class ClassifyTask:
    """Cross-entropy with label smoothing; macro F1."""

    score_name = "macro F1"

    def __init__(self, preset: Preset) -> None:
        self._smoothing = preset.label_smoothing
        self.start()

    def loss(self, network: nn.Module, pictures: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """See `Task`; targets are (n,) int64."""
        logits, _maps = network(pictures)
        return functional.cross_entropy(logits, targets, label_smoothing=self._smoothing)

    def start(self) -> None:
        """See `Task`."""
        self._predicted: list[int] = []
        self._reference: list[int] = []

    def add(self, network: nn.Module, pictures: torch.Tensor, targets: torch.Tensor) -> None:
        """See `Task`."""
        self._predicted += network(pictures)[0].argmax(dim=1).tolist()
        self._reference += targets.tolist()

    def score(self) -> float:
        """See `Task`."""
        return macro_f1(np.array(self._reference), np.array(self._predicted))


class SegmentTask:
    """Cross-entropy plus soft Dice over the lungs; mean Dice of a film's two lungs together."""

    score_name = "Dice"

    def __init__(self, preset: Preset) -> None:
        self._classes = len(preset.labels)
        self.start()

    def loss(self, network: nn.Module, pictures: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """See `Task`; targets are (n, h, w) int64 with `IGNORE`."""
        logits = network(pictures)
        cross_entropy = functional.cross_entropy(logits, targets, ignore_index=IGNORE)
        known = (targets != IGNORE)[:, None]
        wanted = functional.one_hot(targets.clamp(max=self._classes - 1), self._classes).movedim(-1, 1)
        given = logits.softmax(dim=1) * known
        wanted = wanted * known
        overlap = (given * wanted).sum(dim=(0, 2, 3))[1:]
        total = (given + wanted).sum(dim=(0, 2, 3))[1:]
        soft_dice: torch.Tensor = ((2 * overlap + 1) / (total + 1)).mean()
        return cross_entropy + 1 - soft_dice

    def start(self) -> None:
        """See `Task`."""
        self._scores: list[float] = []

    def add(self, network: nn.Module, pictures: torch.Tensor, targets: torch.Tensor) -> None:
        """See `Task`."""
        known = targets != IGNORE
        given = (network(pictures).argmax(dim=1) > 0) & known
        wanted = (targets > 0) & known
        overlap, total = (given & wanted).sum(dim=(1, 2)), given.sum(dim=(1, 2)) + wanted.sum(dim=(1, 2))
        self._scores += (2 * overlap / total.clamp(min=1)).tolist()

    def score(self) -> float:
        """See `Task`."""
        return float(np.mean(self._scores))


_TASKS: Mapping[str, type[ClassifyTask] | type[SegmentTask]] = {
    "classify": ClassifyTask,
    "gate": ClassifyTask,
    "patches": ClassifyTask,
    "segment": SegmentTask,
}


def make_task(preset: Preset) -> Task:
    """Return the task of a preset."""
    return _TASKS[preset.task](preset)

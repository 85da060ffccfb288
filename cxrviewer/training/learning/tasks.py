"""What differs between training a classifier and training a segmentation: loss and validation score."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from cxrviewer.training.data_set.films import IGNORE, PreparedFilms
from cxrviewer.training.learning.batches import Batch
from cxrviewer.training.learning.losses import class_loss, class_weights, mask_loss, merged
from cxrviewer.training.metrics import macro_f1
from cxrviewer.training.presets import Loss, Preset


class Task(Protocol):
    """Loss of a batch and score of a validation pass."""

    score_name: str

    def loss(self, network: nn.Module, batch: Batch) -> torch.Tensor:
        """Return the scalar loss of a batch."""
        ...

    def start(self) -> None:
        """Forget what has been added."""
        ...

    def add(self, network: nn.Module, batch: Batch) -> torch.Tensor:
        """Take a validation batch into account and return its scalar loss."""
        ...

    def score(self) -> float:
        """Return the score of all that was added, higher is better."""
        ...


def outside_share(maps: torch.Tensor, weights: torch.Tensor, lungs: torch.Tensor) -> torch.Tensor:
    """Return the mean share of a Grad-CAM that lies outside of the lungs.

    Parameters
    ----------
    maps
        (n, channels, h, w) last feature maps.
    weights
        (n, channels) of the linear layer behind their mean, for each film's own class.
    lungs
        (n, rows, columns) bool.
    """
    cams = torch.relu(torch.einsum("nc,nchw->nhw", weights, maps))
    covered = functional.adaptive_avg_pool2d(lungs[:, None].float(), (cams.shape[-2], cams.shape[-1]))[:, 0]
    outside: torch.Tensor = (cams * (1 - covered)).sum(dim=(1, 2)) / cams.sum(dim=(1, 2)).clamp(min=0.5)
    return outside.mean()


def disagreement(logits: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
    """Return the mean symmetric Kullback-Leibler divergence of two answers for each film, (n, classes)."""
    ours, theirs = logits.log_softmax(dim=1), others.log_softmax(dim=1)
    return ((ours.exp() - theirs.exp()) * (ours - theirs)).sum(dim=1).mean()


class ClassifyTask:
    """The loss that the preset names; macro F1.

    Where the preset asks for it, two terms are added: the share of the Grad-CAM that lies outside of the
    lungs, and how far the answers for a film and for the same film moved a little lie apart.
    """

    score_name = "macro F1"

    def __init__(self, preset: Preset, weights: torch.Tensor | None) -> None:
        self._preset, self._weights = preset, weights
        self._inside, self._steady = preset.inside, preset.steady
        self.start()

    def loss(self, network: nn.Module, batch: Batch) -> torch.Tensor:
        """See `Task`; targets are (n,) int64."""
        count = len(batch.pictures)
        logits, maps = network(
            batch.pictures if batch.moved is None else torch.cat([batch.pictures, batch.moved])
        )
        loss = self._entropy(logits[:count], batch.targets)
        if self._inside > 0 and batch.lungs is not None:
            own = network.get_parameter("head.weight")[batch.targets]
            loss = loss + self._inside * outside_share(maps[:count], own, batch.lungs)
        if batch.moved is not None:
            loss = loss + self._steady * disagreement(logits[: len(batch.moved)], logits[count:])
        return loss

    def start(self) -> None:
        """See `Task`."""
        self._predicted: list[int] = []
        self._reference: list[int] = []

    def _entropy(self, logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the preset's loss of (n, classes) against (n,)."""
        weights = None if self._weights is None else self._weights.to(logits)
        return class_loss(logits, targets, self._preset, weights)

    def add(self, network: nn.Module, batch: Batch) -> torch.Tensor:
        """See `Task`."""
        logits = network(batch.pictures)[0]
        self._predicted += logits.argmax(dim=1).tolist()
        self._reference += batch.targets.tolist()
        return self._entropy(logits, batch.targets)

    def score(self) -> float:
        """See `Task`."""
        return macro_f1(np.array(self._reference), np.array(self._predicted))


class SegmentTask:
    """The loss that the preset names; mean Dice of a film's two lungs together."""

    score_name = "Dice"

    def __init__(self, preset: Preset, weights: torch.Tensor | None) -> None:
        self._preset, self._weights = preset, weights
        self.start()

    def _targets(self, batch: Batch) -> torch.Tensor:
        """Return the masks as the network is to find them."""
        return merged(batch.targets) if self._preset.merges_lungs else batch.targets

    def loss(self, network: nn.Module, batch: Batch) -> torch.Tensor:
        """See `Task`; targets are (n, h, w) int64 with `IGNORE`."""
        return self._difference(network(batch.pictures), self._targets(batch))

    def _difference(self, logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the loss of (n, classes, h, w) against (n, h, w)."""
        weights = None if self._weights is None else self._weights.to(logits)
        return mask_loss(logits, targets, self._preset, weights)

    def start(self) -> None:
        """See `Task`."""
        self._scores: list[float] = []

    def add(self, network: nn.Module, batch: Batch) -> torch.Tensor:
        """See `Task`."""
        logits, targets = network(batch.pictures), self._targets(batch)
        known = targets != IGNORE
        given = (logits.argmax(dim=1) > 0) & known
        wanted = (targets > 0) & known
        overlap, total = (given & wanted).sum(dim=(1, 2)), given.sum(dim=(1, 2)) + wanted.sum(dim=(1, 2))
        self._scores += (2 * overlap / total.clamp(min=1)).tolist()
        return self._difference(logits, targets)

    def score(self) -> float:
        """See `Task`."""
        return float(np.mean(self._scores))


_TASKS: Mapping[str, type[ClassifyTask] | type[SegmentTask]] = {
    "classify": ClassifyTask,
    "gate": ClassifyTask,
    "patches": ClassifyTask,
    "segment": SegmentTask,
}


def make_task(preset: Preset, films: PreparedFilms | None = None) -> Task:
    """Return the task of a preset.

    Parameters
    ----------
    films
        To train on; the weights of the classes are counted from them where the preset wants any.

    Raises
    ------
    ValueError
        If the preset wants weights and no films are given.
    """
    if preset.loss != Loss.WEIGHTED:
        return _TASKS[preset.task](preset, None)
    if films is None:
        raise ValueError("class weights are counted from the films")
    return _TASKS[preset.task](preset, class_weights(films, preset))

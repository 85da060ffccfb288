"""What differs between training a classifier and training a segmentation: loss and score."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from cxrviewer.training.data_set.films import IGNORE, PreparedFilms
from cxrviewer.training.learning.batches import Batch
from cxrviewer.training.learning.losses import class_loss, class_weights, mask_loss, merged
from cxrviewer.training.metrics import macro_f1_of_counts
from cxrviewer.training.presets import Loss, Preset


class Answer(NamedTuple):
    """What a network's answers for a batch come to.

    Attributes
    ----------
    loss
        Scalar.
    tally
        (size,) float64 from which a score follows; tallies of several batches add up.
    """

    loss: torch.Tensor
    tally: torch.Tensor


class Task(Protocol):
    """Loss and score of batches.

    Attributes
    ----------
    score_name
        What the score is called.
    size
        Of a tally.
    """

    score_name: str
    size: int

    def loss(self, network: nn.Module, batch: Batch) -> Answer:
        """Return what training makes small of a batch, and its tally."""
        ...

    def measure(self, network: nn.Module, batch: Batch) -> Answer:
        """Return loss and tally of a validation batch."""
        ...

    def score(self, tally: Sequence[float]) -> float:
        """Return the score of all batches whose tallies were added up, higher is better."""
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
        self.size = len(preset.labels) ** 2

    def loss(self, network: nn.Module, batch: Batch) -> Answer:
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
        return Answer(loss, self._tally(logits[:count], batch.targets))

    def _tally(self, logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Count the films by class and answer, row by row."""
        cells = targets * len(self._preset.labels) + logits.detach().argmax(dim=1)
        return torch.bincount(cells, minlength=self.size).double()

    def _entropy(self, logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the preset's loss of (n, classes) against (n,)."""
        weights = None if self._weights is None else self._weights.to(logits)
        return class_loss(logits, targets, self._preset, weights)

    def measure(self, network: nn.Module, batch: Batch) -> Answer:
        """See `Task`."""
        logits = network(batch.pictures)[0]
        return Answer(self._entropy(logits, batch.targets), self._tally(logits, batch.targets))

    def score(self, tally: Sequence[float]) -> float:
        """See `Task`."""
        classes = len(self._preset.labels)
        return macro_f1_of_counts(np.array(tally).reshape(classes, classes))


class SegmentTask:
    """The loss that the preset names; mean Dice of a film's two lungs together."""

    score_name = "Dice"
    size = 2

    def __init__(self, preset: Preset, weights: torch.Tensor | None) -> None:
        self._preset, self._weights = preset, weights

    def _targets(self, batch: Batch) -> torch.Tensor:
        """Return the masks as the network is to find them."""
        return merged(batch.targets) if self._preset.merges_lungs else batch.targets

    def loss(self, network: nn.Module, batch: Batch) -> Answer:
        """See `Task`; targets are (n, h, w) int64 with `IGNORE`."""
        return self.measure(network, batch)

    def measure(self, network: nn.Module, batch: Batch) -> Answer:
        """See `Task`."""
        logits, targets = network(batch.pictures), self._targets(batch)
        weights = None if self._weights is None else self._weights.to(logits)
        return Answer(mask_loss(logits, targets, self._preset, weights), _dice_tally(logits, targets))

    def score(self, tally: Sequence[float]) -> float:
        """See `Task`."""
        total, films = tally
        return total / films


def _dice_tally(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return the sum of the films' Dice, of both lungs together, and the number of films."""
    logits, known = logits.detach(), targets != IGNORE
    given = (logits[:, 1:].amax(dim=1) > logits[:, 0]) & known  # as argmax, at a fraction of its time
    wanted = (targets > 0) & known
    overlap, total = _counted(given & wanted), _counted(given) + _counted(wanted)
    found = 2 * overlap / total.clamp(min=1)
    return torch.stack([found.sum(), found.new_tensor(len(found))])


def _counted(masks: torch.Tensor) -> torch.Tensor:
    """Return (n,) float64, the pixels of (n, h, w) bool."""
    return masks.flatten(1).count_nonzero(dim=1).double()


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

"""Batches of prepared films; the order and every random change follow from the seed and the epoch alone."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from cxrviewer.training.augmentation import augment
from cxrviewer.training.films import PreparedFilms
from cxrviewer.training.gate_examples import gate_example
from cxrviewer.training.presets import Preset

Batch = tuple[torch.Tensor, torch.Tensor]


def sampling_weights(films: PreparedFilms, balance: float) -> npt.NDArray[np.float64]:
    """Return each film's probability of being drawn: count(label, source)**-balance, labels made equal.

    Returns
    -------
    (films,) float64
        They sum to 1.
    """
    strata = [(record.label, record.source) for record in films.records]
    counts = Counter(strata)
    weights = np.array([counts[stratum] ** -balance for stratum in strata])
    labels = np.array([label for label, _source in strata])
    for label in np.unique(labels):
        weights[labels == label] /= weights[labels == label].sum()
    return np.asarray(weights / weights.sum(), np.float64)


def _order(films: PreparedFilms, balance: float, key: tuple[int, int]) -> npt.NDArray[np.intp]:
    """Return the films of an epoch in the order of training."""
    generator = np.random.default_rng(key)
    if balance == 0:
        return generator.permutation(len(films.records))
    return generator.choice(len(films.records), len(films.records), p=sampling_weights(films, balance))


def _resized(pictures: torch.Tensor, targets: torch.Tensor, side: int) -> Batch:
    """Bring a batch to the size of the stage; masks keep whole labels."""
    if pictures.shape[-1] == side:
        return pictures, targets
    pictures = functional.interpolate(
        pictures, (side, side), mode="bilinear", antialias=True, align_corners=False
    )
    if targets.ndim == 3:
        targets = functional.interpolate(targets[:, None].float(), (side, side), mode="nearest-exact")[:, 0]
    return pictures, targets.long()


def _load(films: PreparedFilms, indices: npt.NDArray[np.intp], side: int) -> Batch:
    """Return pictures (n, 1, side, side) float32 in [0, 1] and targets int64."""
    indices = np.sort(indices)  # a memory map reads in order
    pictures = torch.from_numpy(films.pictures[indices]).unsqueeze(1).float() / 255
    targets = torch.from_numpy(np.asarray(films.targets[indices], np.int64))
    return _resized(pictures, targets, side)


def _made_wrong(pictures: torch.Tensor, targets: torch.Tensor, preset: Preset, key: tuple[int, ...]) -> Batch:
    """Make a gate's examples of films, each with its label."""
    random = np.random.default_rng(key)
    films = (pictures[:, 0].numpy() * 255).round().astype(np.uint8)
    made = [
        gate_example(film, preset.labels[target], random)
        for film, target in zip(films, targets.tolist(), strict=True)
    ]
    batch = torch.from_numpy(np.stack([picture for picture, _label in made]))[:, None].float() / 255
    return batch, torch.tensor([preset.labels.index(label) for _picture, label in made])


def _standardised(pictures: torch.Tensor, preset: Preset, device: torch.device) -> torch.Tensor:
    """Apply the input contract's mean and deviation and move to the device."""
    ready = (pictures - preset.mean) / preset.std
    return ready.to(device, memory_format=torch.channels_last)


def training_batches(
    films: PreparedFilms, preset: Preset, side: int, epoch: int, device: torch.device
) -> Iterator[Batch]:
    """Yield the augmented batches of an epoch; a last batch of one film is left out."""
    order = _order(films, preset.balance, (preset.seed, epoch))
    generator = torch.Generator().manual_seed(preset.seed * 100_003 + epoch)
    for start in range(0, len(order), preset.batch):
        chosen = order[start : start + preset.batch]
        if len(chosen) < 2:
            return
        pictures, targets = _load(films, chosen, side)
        if preset.task == "gate":
            pictures, targets = _made_wrong(pictures, targets, preset, (preset.seed, epoch, start))
        masks = targets if targets.ndim == 3 else None
        pictures, moved = augment(pictures, masks, preset, generator)
        targets = targets if moved is None else moved
        yield _standardised(pictures, preset, device), targets.to(device)


def validation_batches(
    films: PreparedFilms, preset: Preset, side: int, device: torch.device
) -> Iterator[Batch]:
    """Yield every film once, unchanged; of a gate, the same example of every film each time."""
    for start in range(0, len(films.records), preset.batch):
        indices = np.arange(start, min(start + preset.batch, len(films.records)))
        pictures, targets = _load(films, indices, side)
        if preset.task == "gate":
            pictures, targets = _made_wrong(pictures, targets, preset, (preset.seed, start))
        yield _standardised(pictures, preset, device), targets.to(device)

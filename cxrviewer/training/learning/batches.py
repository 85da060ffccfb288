"""Batches of prepared films; order and random changes follow from seed, epoch, step and process alone."""

import math
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from cxrviewer.training.data_set.films import PreparedFilms
from cxrviewer.training.gate.examples import gate_example
from cxrviewer.training.learning.augmentation import augment, hide_surroundings, moved_a_little, with_rim
from cxrviewer.training.presets import Preset

MOVED_SHARE = 4  # one of so many pictures of a batch comes a second time, moved a little


@dataclass(frozen=True, slots=True)
class Share:
    """What a process has of the films.

    Every `count`-th film of each training batch from its `rank` on, and every `count`-th validation batch.
    """

    rank: int = 0
    count: int = 1


WHOLE = Share()


class Batch(NamedTuple):
    """What a step of training or validation is given.

    Attributes
    ----------
    pictures
        (n, 1, side, side) float32, standardised.
    targets
        (n,) int64 labels, or (n, side, side) int64 masks.
    lungs
        (n, side, side) bool with a rim around the lungs; None where the preset does not go by them.
    moved
        (m, 1, side, side) float32: the first m pictures moved a little, m <= n; None where not wanted.
    """

    pictures: torch.Tensor
    targets: torch.Tensor
    lungs: torch.Tensor | None = None
    moved: torch.Tensor | None = None

    def part(self, number: int, parts: int) -> "Batch":
        """Return every `parts`-th film from a zero-based one on; those that come moved too stay first."""
        chosen = slice(number, None, parts)
        return Batch(
            self.pictures[chosen],
            self.targets[chosen],
            None if self.lungs is None else self.lungs[chosen],
            None if self.moved is None or len(self.moved) <= number else self.moved[chosen],
        )


Pair = tuple[torch.Tensor, torch.Tensor]


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


def _resized(pictures: torch.Tensor, targets: torch.Tensor, side: int) -> Pair:
    """Bring a batch to the size of the stage; masks keep whole labels."""
    if pictures.shape[-1] == side:
        return pictures, targets
    pictures = functional.interpolate(
        pictures, (side, side), mode="bilinear", antialias=True, align_corners=False
    )
    return pictures, _resized_mask(targets, side) if targets.ndim == 3 else targets.long()


def _resized_mask(masks: torch.Tensor, side: int) -> torch.Tensor:
    """Bring (n, h, w) labels to another size, whole."""
    return functional.interpolate(masks[:, None].float(), (side, side), mode="nearest-exact")[:, 0].long()


def _load(films: PreparedFilms, indices: npt.NDArray[np.intp], side: int) -> Pair:
    """Return pictures (n, 1, side, side) float32 in [0, 1] and targets int64."""
    indices = np.sort(indices)  # a memory map reads in order
    pictures = torch.from_numpy(films.pictures[indices]).unsqueeze(1).float() / 255
    targets = torch.from_numpy(np.asarray(films.targets[indices], np.int64))
    return _resized(pictures, targets, side)


def _made_wrong(pictures: torch.Tensor, targets: torch.Tensor, preset: Preset, key: tuple[int, ...]) -> Pair:
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


def _load_lungs(films: PreparedFilms, indices: npt.NDArray[np.intp], side: int) -> torch.Tensor | None:
    """Return the lungs of films in the order of `_load`, (n, side, side) int64, if they are known."""
    if films.lungs is None:
        return None
    return _resized_mask(torch.from_numpy(films.lungs[np.sort(indices)]), side)


def _augmented(
    pictures: torch.Tensor,
    targets: torch.Tensor,
    lungs: torch.Tensor | None,
    preset: Preset,
    generator: torch.Generator,
) -> Batch:
    """Change a batch at random; its pictures are still in [0, 1]."""
    if targets.ndim == 3:
        pictures, masks = augment(pictures, targets, preset, generator)
        return Batch(pictures, targets if masks is None else masks)
    pictures, warped = augment(pictures, lungs, preset, generator)
    found = None if warped is None else warped > 0
    if found is not None and preset.hide > 0:
        pictures = hide_surroundings(pictures, found, preset, generator)
    moved = None
    if preset.steady > 0:
        moved = moved_a_little(pictures[: math.ceil(len(pictures) / MOVED_SHARE)], generator)
    return Batch(pictures, targets, None if found is None else with_rim(found), moved)


def _on_device(batch: Batch, preset: Preset, device: torch.device) -> Batch:
    """Standardise the pictures and move all to the device."""
    return Batch(
        _standardised(batch.pictures, preset, device),
        batch.targets.to(device),
        None if batch.lungs is None else batch.lungs.to(device),
        None if batch.moved is None else _standardised(batch.moved, preset, device),
    )


def _features(films: PreparedFilms, indices: npt.NDArray[np.intp], device: torch.device) -> Batch:
    """Return the features that stand in the place of films, (n, channels) float32, and their labels."""
    features = torch.from_numpy(np.asarray(films.pictures[indices], np.float32))
    targets = torch.from_numpy(np.asarray(films.targets[indices], np.int64))
    return Batch(features.to(device), targets.to(device))


def step_count(films: PreparedFilms, preset: Preset, processes: int = 1) -> int:
    """Return the steps of an epoch; a last batch of one film, or of less than one a process, is left out."""
    whole, rest = divmod(len(films.records), preset.batch)
    return whole + (rest >= max(2, processes))


def _chance(*key: int) -> torch.Generator:
    """Return a source of chance that follows from the key alone."""
    state = np.random.SeedSequence(key).generate_state(1, np.uint64)[0]
    return torch.Generator().manual_seed(int(state) >> 1)


def training_batches(
    films: PreparedFilms,
    preset: Preset,
    side: int,
    epoch: int,
    device: torch.device,
    first: int = 0,
    share: Share = WHOLE,
) -> Generator[Batch]:
    """Yield the augmented batches of an epoch, from a zero-based step on."""
    order = _order(films, preset.balance, (preset.seed, epoch))
    for step in range(first, step_count(films, preset, share.count)):
        batch = order[step * preset.batch : (step + 1) * preset.batch]
        chosen, key = batch[share.rank :: share.count], (preset.seed, epoch, step, share.rank)
        if films.pictures.ndim == 2:
            yield _features(films, chosen, device)
            continue
        pictures, targets = _load(films, chosen, side)
        if preset.task == "gate":
            pictures, targets = _made_wrong(pictures, targets, preset, key)
        lungs = _load_lungs(films, chosen, side)
        yield _on_device(_augmented(pictures, targets, lungs, preset, _chance(*key)), preset, device)


def validation_batches(
    films: PreparedFilms, preset: Preset, side: int, device: torch.device, share: Share = WHOLE
) -> Generator[Batch]:
    """Yield every film once, unchanged; of a gate, the same example of every film each time.

    A process of several yields whole batches, so that the loss of each is as with one process.
    """
    for start in range(share.rank * preset.batch, len(films.records), share.count * preset.batch):
        indices = np.arange(start, min(start + preset.batch, len(films.records)))
        if films.pictures.ndim == 2:
            yield _features(films, indices, device)
            continue
        pictures, targets = _load(films, indices, side)
        if preset.task == "gate":
            pictures, targets = _made_wrong(pictures, targets, preset, (preset.seed, start))
        yield _on_device(Batch(pictures, targets), preset, device)

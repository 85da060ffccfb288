"""What training makes small, by the name that a preset gives it."""

from collections.abc import Callable

import numpy as np
import torch
from torch.nn import functional

from cxrviewer.training.data_set.films import IGNORE, PreparedFilms
from cxrviewer.training.presets import Loss, Preset

_COUNTED_MASKS = 200
_CLEANING = 5  # side of the neighbourhood in cells of the grid

PixelLoss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def class_weights(films: PreparedFilms, preset: Preset) -> torch.Tensor:
    """Return the weight of each class, inverse to how often it occurs; 1 on average over all that is counted.

    Parameters
    ----------
    films
        To train on; of masks, pixels of 200 at most are counted, evenly spread over the films.
    preset
        Its labels are the classes.

    Returns
    -------
    (classes,) float32
        0 of a class that never occurs.
    """
    chosen = np.unique(np.linspace(0, len(films.targets) - 1, _COUNTED_MASKS).astype(np.intp))
    counted = films.targets[chosen] if films.targets.ndim > 1 else films.targets
    targets = torch.from_numpy(np.asarray(counted, np.int64))
    if preset.merges_lungs:
        targets = merged(targets)
    classes = len(preset.labels)
    counts = torch.bincount(targets[targets != IGNORE], minlength=classes).float()
    return torch.where(counts > 0, counts.sum() / (classes * counts.clamp(min=1)), 0.0)


def class_loss(
    logits: torch.Tensor, targets: torch.Tensor, preset: Preset, weights: torch.Tensor | None
) -> torch.Tensor:
    """Return the loss of a classifier.

    Parameters
    ----------
    logits
        (n, classes).
    targets
        (n,) int64.
    weights
        Of the classes, for `Loss.WEIGHTED`.
    """
    if preset.loss == Loss.ONE_VS_ALL:
        return one_vs_all(logits, targets, preset.label_smoothing)
    return functional.cross_entropy(logits, targets, weights, label_smoothing=preset.label_smoothing)


def one_vs_all(logits: torch.Tensor, targets: torch.Tensor, smoothing: float) -> torch.Tensor:
    """Return the mean binary cross-entropy of each class against all others (paper A, label binarising)."""
    wanted = functional.one_hot(targets, logits.shape[1]).to(logits)
    return functional.binary_cross_entropy_with_logits(logits, wanted * (1 - smoothing) + smoothing / 2)


def mask_loss(
    logits: torch.Tensor, targets: torch.Tensor, preset: Preset, weights: torch.Tensor | None
) -> torch.Tensor:
    """Return the loss of a segmentation; pixels that are open do not count.

    Parameters
    ----------
    logits
        (n, classes, h, w).
    targets
        (n, h, w) int64 with `IGNORE`.
    weights
        Of the classes, for `Loss.WEIGHTED` (paper B, the equation of its segmentation network).
    """
    cross_entropy = functional.cross_entropy(logits, targets, weights, ignore_index=IGNORE)
    if preset.loss != Loss.WITH_DICE:
        return cross_entropy
    return cross_entropy + 1 - _soft_dice(logits, targets)


def _soft_dice(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return the mean overlap of all classes but the background (Milletari et al. 2016, section 3)."""
    classes = logits.shape[1]
    known = (targets != IGNORE)[:, None]
    wanted = functional.one_hot(targets.clamp(max=classes - 1), classes).movedim(-1, 1) * known
    given = logits.softmax(dim=1) * known
    overlap = (given * wanted).sum(dim=(0, 2, 3))[1:]
    total = (given + wanted).sum(dim=(0, 2, 3))[1:]
    return ((2 * overlap + 1) / (total + 1)).mean()


def merged(masks: torch.Tensor) -> torch.Tensor:
    """Merge right and left lung and clean the outline: closed, then opened with a square (paper A).

    Parameters
    ----------
    masks
        (n, h, w) int64: 0, 1, 2 or `IGNORE`.

    Returns
    -------
    (n, h, w) int64
        0, 1 or `IGNORE`.
    """
    lungs = functional.pad(((masks == 1) | (masks == 2)).float(), (_CLEANING,) * 4)
    opened = _grown(_shrunk(_shrunk(_grown(lungs))))[:, _CLEANING:-_CLEANING, _CLEANING:-_CLEANING]
    return torch.where(masks == IGNORE, IGNORE, (opened > 0.5).long())


def _grown(masks: torch.Tensor) -> torch.Tensor:
    """Return (n, h, w) masks dilated."""
    return functional.max_pool2d(masks, _CLEANING, 1, _CLEANING // 2)


def _shrunk(masks: torch.Tensor) -> torch.Tensor:
    """Return (n, h, w) masks eroded."""
    return 1 - _grown(1 - masks)

"""Random changes of a batch of films that leave the diagnosis as it is."""

import math

import torch
from torch.nn import functional

from cxrviewer.training.presets import Preset

_RIM_SHARE = 32
_LITTLE_SHIFT_CELLS = 2.0
_LITTLE_ZOOM = 0.015


def _uniform(count: int, limit: float, generator: torch.Generator) -> torch.Tensor:
    """(count,) values between -limit and limit."""
    return (torch.rand(count, generator=generator) * 2 - 1) * limit


def _chance(count: int, probability: float, generator: torch.Generator) -> torch.Tensor:
    """(count,) bool, true with the given probability."""
    return torch.rand(count, generator=generator) < probability


def random_affine(
    count: int, preset: Preset, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw rotation, zoom of each axis, shift and mirroring.

    Returns
    -------
    torch.Tensor
        (count, 2, 3) float32 matrices for `affine_grid`.
    torch.Tensor
        (count,) bool: mirrored.
    """
    angle = _uniform(count, math.radians(preset.rotation_deg), generator)
    zoom_x = 1 + _uniform(count, preset.zoom, generator)
    zoom_y = 1 + _uniform(count, preset.zoom, generator)
    mirrored = _chance(count, preset.flip, generator)
    sign = torch.where(mirrored, -1.0, 1.0)
    cosine, sine = torch.cos(angle), torch.sin(angle)
    shift_x = _uniform(count, 2 * preset.shift, generator)
    shift_y = _uniform(count, 2 * preset.shift, generator)
    top = torch.stack([sign * cosine * zoom_x, -sign * sine * zoom_y, shift_x], dim=1)
    bottom = torch.stack([sine * zoom_x, cosine * zoom_y, shift_y], dim=1)
    return torch.stack([top, bottom], dim=1), mirrored


def affine_grid(matrices: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """Return where each pixel of changed pictures comes from.

    What `functional.affine_grid` returns without `align_corners`, in a fraction of its time.

    Parameters
    ----------
    matrices
        (n, 2, 3) float32, of coordinates from -1 to 1 at the borders of the outermost pixels.

    Returns
    -------
    (n, height, width, 2) float32
        For `functional.grid_sample`: x, then y.
    """
    x, y = (_centres(size).to(matrices) for size in (width, height))
    by_x, by_y, shift = (part[:, None, None, :] for part in matrices.unbind(dim=2))
    return torch.addcmul(by_y * y[:, None, None] + shift, by_x, x[:, None])


def _centres(size: int) -> torch.Tensor:
    """Return the centres of (size,) pixels between -1 and 1."""
    return (torch.arange(size) + 0.5) * (2 / size) - 1


def warp(
    pictures: torch.Tensor, masks: torch.Tensor | None, preset: Preset, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor | None]:
    """Rotate, zoom, shift and mirror pictures, (n, 1, h, w), and masks, (n, h, w), together."""
    matrices, mirrored = random_affine(len(pictures), preset, generator)
    grid = affine_grid(matrices.to(pictures), *pictures.shape[-2:])
    warped = functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)
    if masks is None:
        return warped, None
    moved = functional.grid_sample(
        masks[:, None].float(), grid, mode="nearest", padding_mode="border", align_corners=False
    )[:, 0].long()
    swapped = torch.where((moved == 1) | (moved == 2), 3 - moved, moved)
    return warped, torch.where(mirrored.to(moved.device)[:, None, None], swapped, moved)


def recolour(pictures: torch.Tensor, preset: Preset, generator: torch.Generator) -> torch.Tensor:
    """Change gamma, contrast and brightness and add noise; (n, 1, h, w) in [0, 1], as exposure would."""
    count = (len(pictures), 1, 1, 1)
    gamma = torch.exp(_uniform(len(pictures), preset.contrast, generator)).view(count).to(pictures)
    gain = (1 + _uniform(len(pictures), preset.contrast / 2, generator)).view(count).to(pictures)
    offset = _uniform(len(pictures), preset.contrast / 4, generator).view(count).to(pictures)
    strength = torch.rand(len(pictures), generator=generator).view(count).to(pictures) * preset.noise
    noise = torch.randn(pictures.shape, generator=generator).to(pictures)
    changed = pictures.clamp(0, 1).pow_(gamma).sub_(0.5).mul_(gain).add_(0.5 + offset)
    return changed.addcmul_(noise, strength).clamp_(0, 1)


def erase(pictures: torch.Tensor, preset: Preset, generator: torch.Generator) -> torch.Tensor:
    """Cover a box at a random place with a random grey, so that letters and markers cannot be relied on."""
    height, width = pictures.shape[-2:]
    covered = pictures.clone()
    for index in torch.nonzero(_chance(len(pictures), preset.erase, generator)).flatten().tolist():
        size, place = torch.rand(2, generator=generator) * 0.2 + 0.05, torch.rand(2, generator=generator)
        rows, columns = int(size[0] * height), int(size[1] * width)
        top, left = int(place[0] * (height - rows)), int(place[1] * (width - columns))
        covered[index, :, top : top + rows, left : left + columns] = torch.rand(1, generator=generator).item()
    return covered


def hide_surroundings(
    pictures: torch.Tensor, lungs: torch.Tensor, preset: Preset, generator: torch.Generator
) -> torch.Tensor:
    """Give all but the lungs and a rim one random grey, in as many pictures as the preset says.

    Parameters
    ----------
    pictures
        (n, 1, h, w) float32 in [0, 1].
    lungs
        (n, h, w) bool; pictures without any stay as they are.
    """
    hidden = _chance(len(pictures), preset.hide, generator) & lungs.any(dim=(1, 2))
    greys = torch.rand(len(pictures), 1, 1, 1, generator=generator)
    seen = with_rim(lungs)[:, None] | ~hidden[:, None, None, None]
    return torch.where(seen, pictures, greys.to(pictures))


def with_rim(lungs: torch.Tensor) -> torch.Tensor:
    """Widen lungs, (n, h, w) bool, by a thirty-second of the side."""
    reach = lungs.shape[-1] // _RIM_SHARE
    return functional.max_pool2d(lungs[:, None].float(), 2 * reach + 1, 1, reach)[:, 0] > 0


def moved_a_little(pictures: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Move and zoom pictures, (n, 1, h, w), as little as the frame around the lungs moves by chance."""
    count, side = len(pictures), pictures.shape[-1]
    zoom = 1 + _uniform(count, _LITTLE_ZOOM, generator)
    shift = (torch.rand(count, 2, generator=generator) * 2 - 1) * (2 * _LITTLE_SHIFT_CELLS / side)
    nothing = torch.zeros(count)
    top = torch.stack([zoom, nothing, shift[:, 0]], dim=1)
    bottom = torch.stack([nothing, zoom, shift[:, 1]], dim=1)
    matrices = torch.stack([top, bottom], dim=1).to(pictures)
    grid = affine_grid(matrices, *pictures.shape[-2:])
    return functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)


def augment(
    pictures: torch.Tensor, masks: torch.Tensor | None, preset: Preset, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor | None]:
    """Apply every change of the preset.

    Parameters
    ----------
    pictures
        (n, 1, h, w) float32 in [0, 1].
    masks
        (n, h, w) int64: 0, 1, 2 or `IGNORE`; or None.
    """
    pictures, masks = warp(pictures, masks, preset, generator)
    return erase(recolour(pictures, preset, generator), preset, generator), masks

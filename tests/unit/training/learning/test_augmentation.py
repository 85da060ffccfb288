from dataclasses import replace

import pytest
import torch
from torch.nn import functional

from cxrviewer.training.data_set.films import IGNORE, PreparedFilms
from cxrviewer.training.learning.augmentation import affine_grid, augment, erase, recolour
from cxrviewer.training.presets import Preset

Films = tuple[PreparedFilms, PreparedFilms]


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def batch(lung_films: Films) -> tuple[torch.Tensor, torch.Tensor]:
    """Pictures in [0, 1] and masks with an open part."""
    films = lung_films[0]
    masks = torch.from_numpy(films.targets[:8].astype("int64"))
    masks[:, :3, :5] = IGNORE
    return torch.from_numpy(films.pictures[:8]).unsqueeze(1).float() / 255, masks


Batch = tuple[torch.Tensor, torch.Tensor]


def test_nothing_asked_nothing_changed(batch: Batch, plain: Preset) -> None:
    pictures, masks = augment(*batch, plain, chance())
    assert torch.allclose(pictures, batch[0], atol=1e-5)
    assert masks is not None
    assert torch.equal(masks, batch[1])


def test_a_mirror_image_swaps_the_lungs(batch: Batch, plain: Preset) -> None:
    pictures, masks = augment(*batch, replace(plain, flip=1.0), chance())
    assert torch.allclose(pictures, batch[0].flip(-1), atol=1e-5)
    mirrored = batch[1].flip(-1)
    expected = mirrored.clone()
    expected[mirrored == 1], expected[mirrored == 2] = 2, 1
    assert masks is not None
    assert torch.equal(masks, expected)
    assert set(masks.unique().tolist()) == {0, 1, 2, IGNORE}


def test_half_of_the_films_are_mirrored(plain: Preset) -> None:
    ramp = torch.linspace(0, 1, 16).expand(400, 1, 16, 16).contiguous()
    pictures, _ = augment(ramp, None, replace(plain, flip=0.5), chance())
    mirrored = pictures[:, 0, 0, 0] > 0.5
    assert 0.4 < mirrored.float().mean().item() < 0.6


def test_the_same_chance_gives_the_same_changes(batch: Batch, classify: Preset) -> None:
    varied = replace(classify, erase=0.5, noise=0.05)
    first, second, third = (augment(*batch, varied, chance(seed))[0] for seed in (1, 1, 2))
    assert torch.equal(first, second)
    assert not torch.equal(first, third)


def test_pictures_stay_between_nought_and_one_and_masks_keep_their_labels(
    batch: Batch, classify: Preset
) -> None:
    wild = replace(classify, contrast=1.0, noise=0.5, erase=1.0, rotation_deg=90.0, shift=0.5, zoom=0.5)
    pictures, masks = augment(*batch, wild, chance())
    assert 0 <= pictures.min() <= pictures.max() <= 1
    assert masks is not None
    assert set(masks.unique().tolist()) <= {0, 1, 2, IGNORE}


def test_the_mask_moves_with_its_picture(batch: Batch, plain: Preset) -> None:
    masks = batch[1].clamp(max=2)
    pictures = (masks > 0).float()[:, None]
    moved, moved_masks = augment(
        pictures, masks, replace(plain, flip=0.5, rotation_deg=20.0, shift=0.1, zoom=0.2), chance()
    )
    assert moved_masks is not None
    assert not torch.equal(moved_masks, masks)
    agreement = ((moved[:, 0] > 0.5) == (moved_masks > 0)).float().mean().item()
    assert agreement > 0.97


def test_a_rotation_about_the_centre_leaves_a_disc_a_disc(plain: Preset) -> None:
    rows, columns = torch.meshgrid(torch.arange(41) - 20, torch.arange(41) - 20, indexing="ij")
    disc = ((rows**2 + columns**2) <= 12**2).float().expand(50, 1, 41, 41).contiguous()
    for flip in (0.0, 1.0):
        turned, _ = augment(disc, None, replace(plain, rotation_deg=45.0, flip=flip), chance())
        assert ((turned > 0.5) == (disc > 0.5)).float().mean(dim=(1, 2, 3)).min() > 0.97


def test_a_rotation_turns_films_both_ways(plain: Preset) -> None:
    bar = torch.zeros(50, 1, 41, 41)
    bar[:, :, 20, :] = 1
    turned, _ = augment(bar, None, replace(plain, rotation_deg=20.0), chance())
    slopes = turned[:, 0, :, 35].argmax(1) - 20
    assert slopes.min() < -2
    assert slopes.max() > 2


def test_a_shift_is_no_larger_than_asked(plain: Preset) -> None:
    point = torch.zeros(200, 1, 41, 41)
    point[:, :, 20, 20] = 1
    moved, _ = augment(point, None, replace(plain, shift=0.1), chance())
    places = moved.flatten(1).argmax(1)
    distances = torch.stack([places // 41 - 20, places % 41 - 20]).abs()
    assert distances.max() <= 5  # a tenth of 41, rounded
    assert distances.max() >= 3


def test_grey_boxes_cover_a_small_part_of_some_films(plain: Preset) -> None:
    blank = torch.full((200, 1, 40, 40), 0.5)
    covered = erase(blank, replace(plain, erase=0.3), chance())
    share = (covered != 0.5).float().flatten(1).mean(1)
    assert 0.2 < (share > 0).float().mean().item() < 0.4
    assert share.max() <= 0.25**2 + 1e-6
    assert torch.equal(blank, torch.full((200, 1, 40, 40), 0.5))  # the films themselves stay


def test_contrast_keeps_the_order_of_greys(plain: Preset) -> None:
    ramp = torch.linspace(0, 1, 64).expand(20, 1, 4, 64)
    changed = recolour(ramp, replace(plain, contrast=0.25), chance())
    assert (changed[..., 1:] >= changed[..., :-1]).all()
    assert not torch.allclose(changed, ramp, atol=0.02)


def test_films_without_masks(batch: Batch, classify: Preset) -> None:
    pictures, masks = augment(batch[0], None, classify, chance())
    assert pictures.shape == batch[0].shape
    assert masks is None


@pytest.mark.parametrize(("height", "width"), [(5, 8), (64, 64), (1, 3)])
def test_the_grid_of_a_change_is_that_of_torch(height: int, width: int) -> None:
    matrices = torch.randn(3, 2, 3, generator=chance())
    expected = functional.affine_grid(matrices, [3, 1, height, width], align_corners=False)
    assert torch.allclose(affine_grid(matrices, height, width), expected, atol=1e-5)

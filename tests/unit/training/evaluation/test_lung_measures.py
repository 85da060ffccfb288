import cv2
import numpy as np
import pytest
from scipy.spatial.distance import cdist, directed_hausdorff
from skimage.metrics import hausdorff_distance

from cxrviewer.study import PixelSpacing, SpacingOrigin
from cxrviewer.training.evaluation.lung_measures import border, fit_lungs, hausdorff_95


def lungs(shift: int = 0, shape: tuple[int, int] = (90, 120)) -> np.ndarray:
    mask = np.zeros(shape, np.uint8)
    cv2.ellipse(mask, (35 + shift, 45), (18, 33), 8, 0, 360, 1, -1)
    cv2.ellipse(mask, (85, 48 - shift), (16, 35), -5, 0, 360, 2, -1)
    return mask


def blob(seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 1, (64, 80)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 7)
    return np.asarray(smooth > np.percentile(smooth, 80))


@pytest.mark.parametrize("seed", range(4))
def test_distance_of_outlines_against_every_pair(seed: int) -> None:
    one, other = blob(seed), blob(seed + 10)
    pixel = (0.7, 1.3)
    distances = cdist(border(one) * pixel, border(other) * pixel)
    wanted = max(np.percentile(distances.min(axis=1), 95), np.percentile(distances.min(axis=0), 95))
    assert hausdorff_95(one, other, pixel) == pytest.approx(wanted)
    worst = max(distances.min(axis=1).max(), distances.min(axis=0).max())
    outlines = [np.zeros_like(one), np.zeros_like(other)]
    for outline, mask in zip(outlines, (one, other), strict=True):
        outline[tuple(border(mask).astype(int).T)] = True
    there = directed_hausdorff(border(one), border(other))[0]
    assert hausdorff_distance(*outlines) >= there
    assert hausdorff_95(one, other, (1, 1)) <= hausdorff_distance(*outlines)
    assert wanted <= worst


def test_distance_of_squares() -> None:
    one, other = np.zeros((40, 40), bool), np.zeros((40, 40), bool)
    one[5:15, 5:15] = True
    other[5:15, 12:22] = True
    assert hausdorff_95(one, other, (1, 1)) == 7
    assert hausdorff_95(one, other, (3, 0.5)) == 3.5
    assert hausdorff_95(one, one, (1, 1)) == 0
    assert hausdorff_95(one, np.zeros_like(one), (1, 1)) is None


def test_the_border_is_one_pixel_wide_and_ends_at_the_film() -> None:
    mask = np.ones((4, 5), bool)
    assert len(border(mask)) == 2 * 5 + 2 * 2


def test_a_mask_fits_itself() -> None:
    found = fit_lungs(lungs(), lungs(), PixelSpacing(0.2, 0.2, SpacingOrigin.PIXEL_SPACING))
    for one in (found.both, found.right, found.left):
        assert (one.dice, one.iou, one.hd95_px, one.hd95_mm) == (1, 1, 0, 0)
    assert not found.swapped


def test_a_moved_lung() -> None:
    found = fit_lungs(lungs(4), lungs(), PixelSpacing(0.5, 0.25, SpacingOrigin.PIXEL_SPACING))
    given, wanted = lungs(4) == 1, lungs() == 1
    assert found.right.iou == pytest.approx((given & wanted).sum() / (given | wanted).sum())
    assert found.right.dice == pytest.approx(2 * found.right.iou / (1 + found.right.iou))
    assert found.right.hd95_px == pytest.approx(4 * 512 / 120, rel=0.1), "moved across by 4 of 120 columns"
    assert found.right.hd95_mm == pytest.approx(4 * 0.25, rel=0.15)
    assert found.left.hd95_mm is not None
    assert found.left.hd95_mm == pytest.approx(4 * 0.5, rel=0.5), "moved up"
    assert found.both.dice < 1


def test_swapped_lungs_are_told() -> None:
    swapped = np.array([0, 2, 1], np.uint8)[lungs()]
    found = fit_lungs(swapped, lungs(), None)
    assert found.swapped
    assert (found.right.dice, found.both.dice, found.right.hd95_mm) == (0, 1, None)


def test_what_nobody_knows_does_not_count() -> None:
    wanted = lungs()
    wanted[:50] = 3
    assert fit_lungs(lungs(), wanted, None).both.dice == 1


def test_a_missing_lung() -> None:
    given = np.where(lungs() == 2, 0, lungs()).astype(np.uint8)
    found = fit_lungs(given, lungs(), None)
    assert (found.left.dice, found.left.iou, found.left.hd95_px) == (0, 0, None)
    assert found.right.dice == 1

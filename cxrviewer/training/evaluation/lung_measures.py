"""How well a lung mask fits a reference: overlap and distance of outlines."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import torch

from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, PixelSpacing

Mask = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

GRID = 512
IGNORE = 3
_AT_ONCE = 1000  # points whose distances from all others are in memory
LUNGS = {"right": RIGHT_LUNG, "left": LEFT_LUNG}


@dataclass(frozen=True, slots=True)
class LungFit:
    """One lung of one film against its reference.

    Attributes
    ----------
    dice, iou
        2|A ∩ B| / (|A| + |B|) and |A ∩ B| / |A ∪ B|; 1 where both are empty.
    hd95_px
        See `hausdorff_95`, in pixels of the film scaled so that its longer side has 512; None where a mask is
        empty.
    hd95_mm
        The same in mm; None where a mask is empty or the film does not tell its spacing.
    """

    dice: float
    iou: float
    hd95_px: float | None
    hd95_mm: float | None


@dataclass(frozen=True, slots=True)
class LungFits:
    """Both lungs of one film against their reference.

    Attributes
    ----------
    both, right, left
        Of both lungs as one region, and of each.
    swapped
        Whether the right lung lies where the reference has the left and the other way round.
    """

    both: LungFit
    right: LungFit
    left: LungFit
    swapped: bool


def fit_lungs(given: Bytes, wanted: Bytes, spacing: PixelSpacing | None) -> LungFits:
    """Compare masks of one film.

    Parameters
    ----------
    given, wanted
        (rows, columns) uint8: 0 background, 1 right lung, 2 left lung. Where `wanted` is 3 nobody knows, and
        nothing counts there.
    spacing
        Of the film, if it tells.
    """
    known = wanted != IGNORE
    found, reference = np.where(known, given, 0), np.where(known, wanted, 0)
    right, left = (_fit(found == lung, reference == lung, spacing) for lung in LUNGS.values())
    return LungFits(_fit(found > 0, reference > 0, spacing), right, left, _swapped(found, reference))


def _fit(given: Mask, wanted: Mask, spacing: PixelSpacing | None) -> LungFit:
    common, total = int((given & wanted).sum()), int(given.sum()) + int(wanted.sum())
    px = GRID / max(given.shape)
    mm = None if spacing is None else (spacing.row_mm, spacing.column_mm)
    return LungFit(
        dice=2 * common / total if total else 1.0,
        iou=common / (total - common) if total else 1.0,
        hd95_px=hausdorff_95(given, wanted, (px, px)),
        hd95_mm=None if mm is None else hausdorff_95(given, wanted, mm),
    )


def _swapped(given: Bytes, wanted: Bytes) -> bool:
    """Tell whether right and left fit better crosswise than straight."""

    def overlap(one: int, other: int) -> int:
        return int(((given == one) & (wanted == other)).sum())

    straight = overlap(RIGHT_LUNG, RIGHT_LUNG) + overlap(LEFT_LUNG, LEFT_LUNG)
    return overlap(RIGHT_LUNG, LEFT_LUNG) + overlap(LEFT_LUNG, RIGHT_LUNG) > straight


def hausdorff_95(given: Mask, wanted: Mask, pixel: tuple[float, float]) -> float | None:
    """Return the 95th percentile Hausdorff distance of two outlines; None where a mask is empty.

    The greater of the two directed 95th percentiles of the distance from each border pixel of one mask to the
    nearest border pixel of the other (Huttenlocher et al. 1993; as MONAI computes it).

    Parameters
    ----------
    given, wanted
        (rows, columns) bool.
    pixel
        Height and width of a pixel in the unit of the answer.
    """
    if not given.any() or not wanted.any():
        return None
    one, other = border(given), border(wanted)
    there, back = nearest(one, other, pixel), nearest(other, one, pixel)
    return float(max(np.percentile(there, 95), np.percentile(back, 95)))


def nearest(points: Places, others: Places, pixel: tuple[float, float]) -> Floats:
    """Return how far each point is from the nearest of others.

    Parameters
    ----------
    points, others
        (n, 2) rows and columns; neither is empty.
    pixel
        Height and width of a pixel in the unit of the answer.
    """
    one, other = (torch.from_numpy(places * np.asarray(pixel, np.float64)) for places in (points, others))
    exact = "donot_use_mm_for_euclid_dist"
    distances = [torch.cdist(some, other, compute_mode=exact).amin(dim=1) for some in one.split(_AT_ONCE)]
    return torch.cat(distances).numpy()


def border(mask: Mask) -> Places:
    """Return row and column of the pixels of a mask that have a side in common with what is not in it.

    Returns
    -------
    (pixels, 2) int64
        The film's edge counts as outside.
    """
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    inner = cv2.erode(mask.astype(np.uint8), cross, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return np.argwhere(mask & (inner == 0))

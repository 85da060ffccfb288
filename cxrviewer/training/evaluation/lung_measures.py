"""How well a lung mask fits a reference: overlap and distance of outlines."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, PixelSpacing

Mask = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

GRID = 512
IGNORE = 3
_ROWS_APART = np.array([2**32, 1])  # makes one number of row and column, with room between rows
_FAR = 2**62
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

    For each point the nearest in its own row is found at once, and then in rows further and further away,
    until rows alone are further than what was found.

    Parameters
    ----------
    points, others
        (n, 2) rows and columns; neither is empty.
    pixel
        Height and width of a pixel in the unit of the answer.
    """
    keys = np.concatenate([[-_FAR], np.sort(others @ _ROWS_APART), [_FAR]])
    wanted, found, left = points @ _ROWS_APART, np.full(len(points), np.inf), np.arange(len(points))
    rows = 0
    while len(left):
        for step in (rows, -rows):
            across = _across(keys, wanted[left] + step * _ROWS_APART[0]) * pixel[1]
            found[left] = np.minimum(found[left], (rows * pixel[0]) ** 2 + across**2)
        rows += 1
        left = left[found[left] > (rows * pixel[0]) ** 2]
    return np.asarray(np.sqrt(found))


def _across(keys: Places, wanted: Places) -> Floats:
    """Return how many columns away the nearest key is; very many where it is in another row."""
    after = np.searchsorted(keys, wanted)
    columns: Places = np.minimum(wanted - keys[after - 1], keys[after] - wanted)
    return columns.astype(np.float64)


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

"""Patches of a film whose lungs have a stated height: where they lie and what is in them (paper B, row B3).

The program reads films of 256 and of 4280 rows. A patch of 224 pixels would be a whole lung of the one and a
single rib crossing of the other, so the film is first resampled until its lungs are as high as the model's
card says. Detail that the films of the training did not have is taken away before, so that a patch means the
same, whichever film it is cut from.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.lungs import LUNG_NAMES, SMALLEST_LUNG_SHARE
from cxrviewer.errors import CxrviewerError
from cxrviewer.inference.card import PatchContract
from cxrviewer.inference.preprocessing import FloatMap, Stage, apply_stages
from cxrviewer.inference.preprocessing.film import Film
from cxrviewer.study import LungMask

STEP = 4
"""Centres lie on every fourth pixel down and across, so that merged maps need no further resampling."""

SMALLEST_LUNG_ROWS = 48
LARGEST_LUNGS_SHARE = 0.8
LEAST_CONTRAST = 1e-3  # of the display range
WIDEST = 3.0  # times the height of the lungs; the widest of the training films have 1.9
RIM_SHARE = 1 / 28  # of the lungs' height stays around them where the rest is black

Centres = npt.NDArray[np.intp]
Labels = npt.NDArray[np.uint8]


class PatchError(CxrviewerError):
    """No patches can be drawn from a film.

    Parameters
    ----------
    reason
        Why, to follow "no patches are read: ".
    """

    def __init__(self, reason: str) -> None:
        self.reason = f"is not read by patches: {reason}"
        super().__init__(f"no patches are read: {reason}")


@dataclass(frozen=True, slots=True, eq=False)
class PatchFilm:
    """A film's lungs and their surroundings, resampled so that patches mean the same on every film.

    Attributes
    ----------
    pixels
        (rows, columns) float32 in [0, 1], bright = dense, contrast stretched over the box of the lungs.
    lungs
        (rows, columns) bool.
    extent
        Left, top, right and bottom edge in the film's pixel coordinates; may reach beyond the film.
    """

    pixels: FloatMap
    lungs: npt.NDArray[np.bool_]
    extent: tuple[float, float, float, float]

    def to_film(self, centres: Centres) -> npt.NDArray[np.float64]:
        """Return places, (n, 2) row and column, as x and y in the film's pixel coordinates."""
        left, top, right, bottom = self.extent
        rows, columns = self.lungs.shape
        x = left + centres[:, 1] * (right - left) / columns
        y = top + centres[:, 0] * (bottom - top) / rows
        return np.stack([x, y], axis=1)

    @property
    def pixel_size(self) -> float:
        """Film pixels, down, that one pixel of it covers."""
        rows: int = self.lungs.shape[0]
        return (self.extent[3] - self.extent[1]) / rows


def check_lungs(lungs: LungMask) -> None:
    """Refuse a mask that no fair sample of patches can be drawn from.

    Raises
    ------
    PatchError
        With the reason.
    """
    reason = _refusal(lungs)
    if reason is not None:
        raise PatchError(f"{reason}")


def _refusal(lungs: LungMask) -> str | None:
    """Return what is wrong with a mask; None if nothing is."""
    labels = lungs.labels
    _left, _top, width, height = cv2.boundingRect(labels)
    share = cv2.countNonZero(labels) / labels.size
    if share == 0:
        return "no lung was found"
    if height < SMALLEST_LUNG_ROWS:
        return f"the lungs are {height} pixels high, and {SMALLEST_LUNG_ROWS} are needed"
    if share > LARGEST_LUNGS_SHARE:
        return f"the lungs cover {share:.0%} of the film, which is not plausible"
    if width > WIDEST * height:
        return f"the lungs are {width / height:.1f} times as wide as high, which is not plausible"
    return None if lungs.edited else _missing_lung(labels)


def _missing_lung(labels: Labels) -> str | None:
    """Name a lung that the model did not find; one that a reader has left out is left out on purpose."""
    counts = np.bincount(labels.ravel(), minlength=3)
    for label, name in LUNG_NAMES.items():
        if counts[label] < SMALLEST_LUNG_SHARE * labels.size:
            share = counts[label] / labels.size
            return f"the {name} lung covers {share:.1%} of the film, which is not plausible"
    return None


def resample(unit: FloatMap, labels: Labels, patches: PatchContract) -> PatchFilm:
    """Bring a film to the size that patches are cut at.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1], bright = dense.
    labels
        (rows, columns) uint8; what is not 0 is lung, and some is.
    patches
        Of the model's card.

    Raises
    ------
    PatchError
        If the film has no contrast over the lungs.
    """
    left, top, width, height = cv2.boundingRect(labels)
    scale = patches.lung_rows / height
    margin = int(np.ceil((patches.side // 2 + STEP) / scale))
    box = (top - margin, top + height + margin, left - margin, left + width + margin)
    shape = round((height + 2 * margin) * scale), round((width + 2 * margin) * scale)
    film = _resized(_cut(unit, box, cv2.BORDER_REPLICATE), shape, patches.detail_rows / height)
    lungs = _resized(_cut((labels > 0).astype(np.float32), box, cv2.BORDER_CONSTANT), shape, scale) > 0.5
    film = _stretched(film, lungs, patches)
    for stage in patches.filters:
        film = stage.apply(Film(film, film.shape)).picture
    if patches.masked:
        film[~_with_rim(lungs, patches.lung_rows)] = 0
    return PatchFilm(film, lungs, (box[2], box[0], box[3], box[1]))


def _cut(film: FloatMap, box: tuple[int, int, int, int], border: int) -> FloatMap:
    """Cut rows and columns from a film; beyond its edges it goes on as the border rule says."""
    top, bottom, left, right = box
    rows, columns = film.shape
    inner = film[max(top, 0) : min(bottom, rows), max(left, 0) : min(right, columns)]
    missing = max(-top, 0), max(bottom - rows, 0), max(-left, 0), max(right - columns, 0)
    return np.asarray(cv2.copyMakeBorder(inner, *missing, border, value=0), np.float32)


def _resized(film: FloatMap, shape: tuple[int, int], detail: float) -> FloatMap:
    """Resample to a shape, by way of a smaller one where the film has finer detail (scale below 1)."""
    if detail < 1:
        rows, columns = (max(1, round(side * detail)) for side in film.shape)
        film = np.asarray(cv2.resize(film, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)
    shrinking = film.shape[0] > shape[0]
    method = cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(film, (shape[1], shape[0]), interpolation=method), np.float32)


def _stretched(film: FloatMap, lungs: npt.NDArray[np.bool_], patches: PatchContract) -> FloatMap:
    """Map the percentiles of the card, over the box of the lungs, to 0 and 1, and clip."""
    left, top, width, height = cv2.boundingRect(lungs.astype(np.uint8))
    box = film[top : top + height : 2, left : left + width : 2]
    low, high = np.percentile(box, (patches.low_percent, patches.high_percent))
    if high - low < LEAST_CONTRAST:
        raise PatchError("the film has no contrast over the lungs")
    return np.asarray(np.clip((film - low) / (high - low), 0, 1), np.float32)


def _with_rim(lungs: npt.NDArray[np.bool_], lung_rows: int) -> npt.NDArray[np.bool_]:
    """Return the lungs with what lies close around them, so that the pleura is seen."""
    reach = round(lung_rows * RIM_SHARE)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return np.asarray(cv2.dilate(lungs.astype(np.uint8), disc) > 0)


def draw_centres(film: PatchFilm, number: int, seed: str) -> Centres:
    """Draw centres of patches in the lungs at random, each place at most once.

    Python's generator gives the same numbers for a seed in every version and on every machine; NumPy's are
    free to change. The first centres of a larger number are those of a smaller one.

    Parameters
    ----------
    film
        The resampled film.
    number
        How many.
    seed
        Identifies the picture: `ImageSource.key`, its SHA-256 and frame.

    Returns
    -------
    (number, 2) intp
        Row and column, multiples of `STEP`.

    Raises
    ------
    PatchError
        If the lungs have fewer places.
    """
    places = np.argwhere(film.lungs[::STEP, ::STEP]) * STEP
    if len(places) < number:
        raise PatchError(f"the lungs have room for {len(places)} of {number}")
    generator = random.Random(seed)  # noqa: S311 - a sample, no secret
    ranks = [generator.random() for _place in places]
    return np.asarray(places[np.argsort(ranks, kind="stable")[:number]], np.intp)


def cut_patches(
    film: PatchFilm, centres: Centres, side: int, stages: Sequence[Stage], grid: tuple[int, int]
) -> FloatMap:
    """Cut patches and bring each to the network's input grid.

    Parameters
    ----------
    film, centres
        See `draw_centres`.
    side
        Of a patch.
    stages, grid
        Of the input contract; training leaves the last stages to itself.

    Returns
    -------
    (n, channels, grid rows, grid columns) float32
    """
    half = side // 2
    return np.concatenate(
        [
            apply_stages(
                film.pixels[row - half : row + half, column - half : column + half], stages, grid
            ).batch
            for row, column in centres
        ]
    )

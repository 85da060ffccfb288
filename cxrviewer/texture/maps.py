"""Texture over the film: a co-occurrence feature of a window that slides over it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxrviewer.study import TextureMap, TextureSettings
from cxrviewer.texture.cooccurrence import (
    Box,
    Levels,
    Mask,
    TextureError,
    bounding_box,
    check_settings,
    quantise,
    require_same_shape,
)
from cxrviewer.texture.map_entropy import LARGEST_WINDOW, entropy_sums
from cxrviewer.texture.map_pairs import Pairs, Windows, box_sums, pairs_at, sums_of_differences

Floats = npt.NDArray[np.float64]

MAP_WINDOW, MAP_STEP = 32, 8

MINIMUM_SHARE = 0.25
"""Of the pairs of a whole window; where fewer lie in the region there is no value."""

_BY_DIFFERENCE: Mapping[str, Callable[[Floats], Floats]] = {
    "contrast": lambda difference: difference**2,
    "homogeneity": lambda difference: 1 / (1 + difference**2),
}

MAP_FEATURES = ("contrast", "entropy", "homogeneity")
"""f2, f9 and f5 of Haralick (1973)."""


def texture_map(
    unit: npt.NDArray[np.float32],
    mask: Mask,
    feature: str,
    settings: TextureSettings | None = None,
    window: int = MAP_WINDOW,
    step: int = MAP_STEP,
    checkpoint: Callable[[], None] = lambda: None,
) -> TextureMap:
    """Measure a feature in every window whose place is a multiple of the step.

    Each value is that of `measure_region` of the window's part of the region: pairs count where both pixels
    lie in window and region; the mean is over the angles that have pairs.

    Contrast and homogeneity are means of a function of ``|i - j|``: two integral images for each angle give
    them all. Entropy needs each window's histogram of pairs, a sum of those of strips.

    Parameters
    ----------
    unit
        (rows, columns) float32 in [0, 1]: the film as it is displayed.
    mask
        (rows, columns) bool: the region.
    feature
        One of `MAP_FEATURES`.
    settings
        How to measure; 32 levels, neighbours, four angles, symmetric if None.
    window, step
        Pixels.
    checkpoint
        Called between the angles; may raise to cancel.

    Raises
    ------
    TextureError
        For invalid settings, an unknown feature, a mask of another shape, grey values outside [0, 1], or a
        window that is larger than the film or no larger than the distance.
    """
    settings = settings or TextureSettings()
    _check(unit, mask, feature, settings, window, step)
    grid = _Grid(window, step, (unit.shape[0], unit.shape[1]))
    values = np.full(grid.shape, np.nan, np.float32)
    box, part = grid.around(bounding_box(mask))
    if mask.any():
        levels = quantise(unit[part], settings.levels)
        values[box] = _measured(levels, mask[part], feature, settings, grid, checkpoint)
    return TextureMap(feature, values, grid.extent, window, step, settings)


def _check(
    unit: npt.NDArray[np.float32], mask: Mask, feature: str, settings: TextureSettings, window: int, step: int
) -> None:
    check_settings(settings)
    require_same_shape(unit, mask)
    if feature not in MAP_FEATURES:
        raise TextureError(f"texture maps are of {', '.join(MAP_FEATURES)}, not of {feature}")
    if step < 1 or not settings.distance < window <= min(*unit.shape, LARGEST_WINDOW):
        size = f"{unit.shape[1]} × {unit.shape[0]}"
        raise TextureError(
            f"a texture map of {size} pixels needs a step of at least 1 and a window of more than the "
            f"distance, at most {LARGEST_WINDOW}, that fits in, not {step} and {window}"
        )


@dataclass(frozen=True, slots=True)
class _Grid:
    """Places of the windows on a film of `film` (rows, columns)."""

    window: int
    step: int
    film: tuple[int, int]

    @property
    def shape(self) -> tuple[int, int]:
        """Windows (down, across)."""
        rows, columns = ((size - self.window) // self.step + 1 for size in self.film)
        return rows, columns

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """As in `TextureMap`."""
        edge = (self.window - self.step) / 2
        down, across = self.shape
        return edge, edge, edge + across * self.step, edge + down * self.step

    def around(self, region: Box) -> tuple[Box, Box]:
        """Return the box of windows that touch a box of pixels, and the box of pixels that these cover."""
        sides = [self._side(side, count) for side, count in zip(region, self.shape, strict=True)]
        first, second = (
            slice(one.start * self.step, (one.stop - 1) * self.step + self.window) for one in sides
        )
        return (sides[0], sides[1]), (first, second)

    def _side(self, side: slice, count: int) -> slice:
        first = max(0, (side.start - self.window) // self.step + 1)
        last = min(count - 1, max(side.stop - 1, 0) // self.step)
        return slice(min(first, last), last + 1)


def _measured(
    levels: Levels,
    mask: Mask,
    feature: str,
    settings: TextureSettings,
    grid: _Grid,
    checkpoint: Callable[[], None],
) -> npt.NDArray[np.float32]:
    """Return the mean over the angles in each window of a part of the film."""
    windows = Windows(grid.window, grid.step, _Grid(grid.window, grid.step, levels.shape).shape)
    total, counted, pairs = (np.zeros(windows.shape) for _ in range(3))
    whole = 0
    for angle in settings.angles_deg:
        checkpoint()
        found = pairs_at(levels, mask, angle, settings.distance)
        count = box_sums(found.inside.view(np.uint8), windows, found.reach)
        sums = _sums(found, feature, settings, windows)
        total += np.divide(sums, count, out=np.zeros(windows.shape), where=count > 0)
        counted += count > 0
        pairs += count
        whole += (grid.window - found.reach[0]) * (grid.window - found.reach[1])
    with np.errstate(invalid="ignore"):
        return np.where(pairs >= MINIMUM_SHARE * whole, total / counted, np.nan).astype(np.float32)


def _sums(found: Pairs, feature: str, settings: TextureSettings, windows: Windows) -> Floats:
    """Return the feature of one angle in each window, times the window's number of pairs."""
    if feature == "entropy":
        return entropy_sums(found, settings.levels, windows, symmetric=settings.symmetric)
    return sums_of_differences(found, _BY_DIFFERENCE[feature](np.arange(256.0)), windows)

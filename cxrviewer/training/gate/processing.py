"""The same chest film as other detectors, processings and exposures would give it: still a frontal film.

Makers differ in local contrast, edges and tone curve; films differ in collimation, in the grid's shading and
in what disease hides. A gate that knows one maker's films only would refuse another's.
"""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator
_MOST_STEPS = 3


def processed(film: Bytes, random: Random) -> Bytes:
    """Return a film, (side, side) uint8, as other processing or collimation would give it."""
    steps = random.permutation(len(_STEPS))[: int(random.integers(1, _MOST_STEPS))]
    for step in steps:
        film = _STEPS[int(step)](film, random)
    return film


def local_contrast(film: Bytes, random: Random) -> Bytes:
    """Equalise the histogram of each part of the film."""
    tiles = int(random.integers(2, 9))
    return np.asarray(cv2.createCLAHE(float(random.uniform(1, 8)), (tiles, tiles)).apply(film), np.uint8)


def edges(film: Bytes, random: Random) -> Bytes:
    """Raise what is finer than some hundredths of the side."""
    grey = film.astype(np.float32)
    smooth = cv2.GaussianBlur(grey, (0, 0), len(film) * random.uniform(0.01, 0.1))
    return _bytes(grey + random.uniform(0.3, 2) * (grey - smooth))


def tone(film: Bytes, random: Random) -> Bytes:
    """Bend the tone curve and, at times, let its ends burn out."""
    low, high = random.uniform(0, 0.25), 1 - random.uniform(0, 0.3)
    unit = np.clip((film / 255 - low) / (high - low), 0, 1)
    return _bytes(255 * unit ** np.exp(random.uniform(-0.9, 0.9)))


def shading(film: Bytes, random: Random) -> Bytes:
    """Let the exposure vary over the film, as a grid out of place or a swollen chest wall does."""
    cells = random.normal(0, random.uniform(10, 60), random.integers(2, 4, 2)).astype(np.float32)
    return _bytes(film + cv2.resize(cells, film.shape[::-1], interpolation=cv2.INTER_CUBIC))


def collimation(film: Bytes, random: Random) -> Bytes:
    """Show the film smaller, within shutters or a blank border."""
    side = len(film)
    top, bottom, left, right = (int(one) for one in random.uniform(0, 0.17, 4) * side)
    field = cv2.resize(film, (side - left - right, side - top - bottom), interpolation=cv2.INTER_AREA)
    framed = np.full_like(film, int(random.choice((0, 0, 0, 255, int(random.integers(256))))))
    framed[top : side - bottom, left : side - right] = field
    return framed


def white_lung(film: Bytes, random: Random) -> Bytes:
    """Veil most of one lung, as an effusion or a collapse does."""
    side = len(film)
    down, across = np.mgrid[:side, :side].astype(np.float32) / side
    x, y = random.choice((0.28, 0.72)), random.uniform(0.35, 0.75)
    radius = np.hypot((across - x) / random.uniform(0.14, 0.25), (down - y) / random.uniform(0.2, 0.45))
    veil = random.uniform(0.4, 0.9) * np.clip(1.6 - radius, 0, 1)
    return _bytes(film + veil * (random.uniform(170, 235) - film).clip(0, None))


_STEPS: tuple[Callable[[Bytes, Random], Bytes], ...] = (
    local_contrast,
    edges,
    tone,
    shading,
    collimation,
    white_lung,
)


def _bytes(picture: npt.NDArray[Any]) -> Bytes:
    return np.asarray(np.clip(picture, 0, 255), np.uint8)

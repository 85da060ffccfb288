"""Drawn pictures that are no chest film: what the gate's network learns to refuse beside real ones."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator


def noise(side: int, random: Random) -> Bytes:
    """Return noise of one grain, from single pixels to clouds, (side, side) uint8."""
    cells = int(random.integers(3, side))
    grain = random.normal(0.5, 0.2, (cells, cells)).astype(np.float32)
    return _bytes(cv2.resize(grain, (side, side), interpolation=cv2.INTER_CUBIC))


def waves(side: int, random: Random) -> Bytes:
    """Return stripes, rings or a ramp, (side, side) uint8."""
    down, across = np.mgrid[:side, :side] / side
    angle, number = random.uniform(0, np.pi), random.uniform(0.5, 20)
    straight = np.cos(angle) * across + np.sin(angle) * down
    round_ = np.hypot(across - random.uniform(0.2, 0.8), down - random.uniform(0.2, 0.8))
    wave = np.sin(2 * np.pi * number * (straight if random.random() < 0.5 else round_))
    return _bytes(0.5 + 0.5 * (np.sign(wave) if random.random() < 0.5 else wave))


def test_card(side: int, random: Random) -> Bytes:
    """Return patches of even grey, such as a step wedge, a chess board or a monitor's test pattern."""
    cells = random.integers(1, 12, 2) + 1
    patches = random.random(tuple(cells)).astype(np.float32)
    if random.random() < 0.4:
        patches = (np.indices(tuple(cells)).sum(axis=0) % 2).astype(np.float32)
    card = _bytes(cv2.resize(patches, (side, side), interpolation=cv2.INTER_NEAREST))
    for _ in range(int(random.integers(0, 6))):
        centre = tuple(int(one) for one in random.integers(0, side, 2))
        cv2.circle(
            card, centre, int(random.integers(4, side // 2)), _grey(random), int(random.integers(1, 4))
        )
    return card


def writing(side: int, random: Random) -> Bytes:
    """Return a page of text, dark on bright or bright on dark."""
    page = np.full((side, side), 255, np.uint8)
    size = random.uniform(0.25, 0.9)
    for line in np.arange(random.uniform(6, 20), side, 26 * size + 4):
        letters = "".join(chr(one) for one in random.integers(40, 122, 60))
        start = (int(random.integers(2, 12)), int(line))
        cv2.putText(page, letters, start, cv2.FONT_HERSHEY_SIMPLEX, size, 0, 1, cv2.LINE_AA)
    return page if random.random() < 0.7 else np.asarray(255 - page, np.uint8)


def limb(side: int, random: Random) -> Bytes:
    """Return long bones side by side or in a fan, in soft tissue, as in a film of a hand or a knee."""
    picture = np.zeros((side, side), np.float32)
    root = random.uniform(0.25, 0.75), random.uniform(0.9, 1.4)
    count, spread = int(random.integers(1, 6)), random.uniform(0.2, 1.4)
    width = random.uniform(0.03, 0.16) / np.sqrt(count)
    for angle in np.linspace(-spread / 2, spread / 2, count) + random.normal(0, 0.1):
        joints = np.sort(random.uniform(0.1, 1.3, int(random.integers(2, 5))))
        for near, far in pairwise(joints.tolist()):
            ends = [_polar(root, angle, length, side) for length in (near, far - 0.4 * width)]
            _tissue(picture, ends, int(side * width * random.uniform(2, 3.2)), random.uniform(0.2, 0.5))
            _bone(picture, ends, side * width, random)
    return _finished(picture, random)


def jaw(side: int, random: Random) -> Bytes:
    """Return two rows of teeth on an arc, as in a dental film."""
    picture = np.full((side, side), random.uniform(0.1, 0.5), np.float32)
    middle, bow = random.uniform(0.4, 0.6), random.uniform(-0.25, 0.25)
    count, length = int(random.integers(3, 16)), random.uniform(0.12, 0.35)
    for row in (-1, 1):
        for place in (np.arange(count) + 0.5) / count:
            crown = middle + row * 0.02 + bow * (4 * (place - 0.5) ** 2)
            ends = [(int(side * place), int(side * y)) for y in (crown, crown + row * length)]
            _bone(picture, ends, 0.75 * side / count, random)
    return _finished(picture, random)


def girdle(side: int, random: Random) -> Bytes:
    """Return a ring of bone with two balls and shafts, as in a film of the pelvis or of a skull."""
    picture = np.zeros((side, side), np.float32)
    body = (side // 2, side // 2), (int(side * random.uniform(0.35, 0.7)), int(side * 0.6))
    cv2.ellipse(picture, *body, 0, 0, 360, random.uniform(0.2, 0.5), -1)
    for sign in (-1, 1):
        x, y = side * (0.5 + sign * random.uniform(0.15, 0.3)), side * random.uniform(0.3, 0.7)
        axes = (int(side * random.uniform(0.08, 0.22)), int(side * random.uniform(0.1, 0.3)))
        thickness = int(random.integers(2, 12)) if random.random() < 0.6 else -1
        cv2.ellipse(picture, (int(x), int(y)), axes, sign * random.uniform(0, 60), 0, 360, 0.9, thickness)
        foot = (int(x + sign * side * random.uniform(0, 0.2)), int(side * 1.1))
        _bone(picture, [(int(x), int(y + axes[1])), foot], side * random.uniform(0.05, 0.12), random)
    return _finished(picture, random)


PATTERNS: tuple[Callable[[int, Random], Bytes], ...] = (
    noise,
    waves,
    test_card,
    writing,
    limb,
    jaw,
    girdle,
)


def _grey(random: Random) -> int:
    return int(random.integers(0, 256))


def _polar(root: tuple[float, float], angle: float, length: float, side: int) -> tuple[int, int]:
    """Return the pixel so far from the root, upwards turned by the angle."""
    x, y = root[0] + np.sin(angle) * length, root[1] - np.cos(angle) * length
    return int(side * x), int(side * y)


def _tissue(picture: npt.NDArray[np.float32], ends: list[tuple[int, int]], width: int, grey: float) -> None:
    """Draw soft tissue around a bone; it never darkens."""
    layer = np.zeros_like(picture)
    cv2.line(layer, ends[0], ends[1], grey, max(1, width))
    np.maximum(picture, layer, out=picture)


def _bone(
    picture: npt.NDArray[np.float32], ends: list[tuple[int, int]], width: float, random: Random
) -> None:
    """Draw a bone with a brighter cortex and, at times, thick ends."""
    grey = random.uniform(0.6, 0.9)
    cv2.line(picture, ends[0], ends[1], min(1.0, grey + 0.15), max(1, round(width)))
    cv2.line(picture, ends[0], ends[1], grey, max(1, round(0.6 * width)))
    if random.random() < 0.5:
        for end in ends:
            cv2.circle(picture, end, max(1, round(0.65 * width)), grey, -1)


def _finished(picture: npt.NDArray[np.float32], random: Random) -> Bytes:
    """Blur, shade and turn a drawn film as an exposure would."""
    side = len(picture)
    smooth = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.5, 2.5))
    shade = cv2.resize(random.normal(1, 0.25, (3, 3)).astype(np.float32), (side, side))
    grain = random.normal(0, random.uniform(0.005, 0.05), picture.shape)
    return np.ascontiguousarray(np.rot90(_bytes(smooth * shade + grain), int(random.integers(4))))


def _bytes(picture: npt.NDArray[Any]) -> Bytes:
    """Return a picture in [0, 1] as bytes."""
    return np.asarray(np.clip(picture, 0, 1) * 255, np.uint8)

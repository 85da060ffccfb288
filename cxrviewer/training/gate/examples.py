"""What the gate's network learns from: films as they are, and the same films made wrong.

Upright films are turned, mirrored and inverted on the fly, so that their labels need no reader. What is no
chest film comes from films of such labels in the data set, from pieces of chest films that show too little
of a chest, and from drawings: patterns, and radiographs of other parts of the body. Half of the films are
processed as other makers would.
"""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.inference.gate import FRONTAL, GATE_LABELS, INVERTED, MIRRORED, NOT_FRONTAL, TURNED
from cxrviewer.training.gate.limbs import elbow, foot, hand, knee, shoulder
from cxrviewer.training.gate.patterns import PATTERNS
from cxrviewer.training.gate.processing import processed
from cxrviewer.training.gate.trunk import (
    abdomen,
    hip,
    lateral_chest,
    panoramic,
    pelvis,
    periapical,
    skull,
    spine,
)

Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator

NOT_CHEST = frozenset({"ct_covid", "ct_non_covid", NOT_FRONTAL})
"""Labels of a data set's films that are no frontal chest films."""

BODY_PARTS: tuple[Callable[[int, Random], Bytes], ...] = (
    hand,
    foot,
    knee,
    elbow,
    shoulder,
    pelvis,
    hip,
    panoramic,
    periapical,
    skull,
    spine,
    abdomen,
    lateral_chest,
)
DRAWN = (*PATTERNS, *BODY_PARTS)

_SHARES = (0.28, 0.12, 0.08, 0.08, 0.08, 0.10, 0.26)
_DRAWN_SHARE, _KEPT_SHARE = 0.55, 0.4
_PROCESSED_SHARE = 0.5
_REPLACED_SHARE = 0.4  # of the films that are no chest films, which are few

_TURNS: dict[str, Callable[[Bytes], Bytes]] = {
    FRONTAL: lambda film: film,
    MIRRORED: lambda film: film[:, ::-1],
    TURNED[0]: lambda film: np.rot90(film, -1),
    TURNED[1]: lambda film: np.rot90(film, 2),
    TURNED[2]: lambda film: np.rot90(film, 1),
    INVERTED: lambda film: 255 - film,
}


def role(label: str) -> str:
    """Return the gate's label of an untouched film of a data set."""
    return NOT_FRONTAL if label in NOT_CHEST else FRONTAL


def gate_example(film: Bytes, label: str, random: Random) -> tuple[Bytes, str]:
    """Return a picture to learn from and its label.

    Parameters
    ----------
    film
        (side, side) uint8, contrast stretched.
    label
        `FRONTAL` or `NOT_FRONTAL`.
    """
    if label == NOT_FRONTAL:
        other = drawn(len(film), random) if random.random() < _REPLACED_SHARE else film
        return _changed(other, random), NOT_FRONTAL
    film = _stretched(processed(film, random)) if random.random() < _PROCESSED_SHARE else film
    wanted = str(random.choice(GATE_LABELS, p=_SHARES))
    if wanted == NOT_FRONTAL:
        return not_frontal(film, random), wanted
    return np.ascontiguousarray(_TURNS[wanted](film)), wanted


def not_frontal(film: Bytes, random: Random) -> Bytes:
    """Return a picture that is no frontal chest film, drawn or made of one."""
    if random.random() < _DRAWN_SHARE:
        return _changed(drawn(len(film), random), random)
    pieces = (_magnified, _half, _shuffled, _edges, _swirled)
    return _stretched(pieces[int(random.integers(len(pieces)))](film, random))


def drawn(side: int, random: Random) -> Bytes:
    """Return a drawing that is no chest film, (side, side) uint8."""
    return _stretched(DRAWN[int(random.integers(len(DRAWN)))](side, random))


def as_other_makers(films: Bytes) -> Bytes:
    """Return films, (films, side, side) uint8, each as another processing would give it; always the same."""
    random = np.random.default_rng(len(films))
    return np.stack([_stretched(processed(film, random)) for film in films])


def _changed(picture: Bytes, random: Random) -> Bytes:
    """Turn, mirror and invert a picture that means the same in any way."""
    if random.random() < _KEPT_SHARE:
        return picture
    turned = np.rot90(picture, int(random.integers(4)))
    turned = turned[:, ::-1] if random.random() < 0.5 else turned
    return np.ascontiguousarray(255 - turned if random.random() < 0.3 else turned)


def _stretched(picture: Bytes) -> Bytes:
    """Use the whole range, as prepared films do."""
    low, high = np.percentile(picture, (1, 99))
    scaled = (picture.astype(np.float32) - low) / max(float(high - low), 1.0)
    return np.asarray(np.clip(scaled, 0, 1) * 255, np.uint8)


def _cut(film: Bytes, top: float, left: float, height: float, width: float) -> Bytes:
    """Return a box of a film, given in shares of its side, on the whole grid."""
    side = len(film)
    rows = slice(int(top * side), max(int(top * side) + 4, int((top + height) * side)))
    columns = slice(int(left * side), max(int(left * side) + 4, int((left + width) * side)))
    return np.asarray(cv2.resize(film[rows, columns], (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)


def _magnified(film: Bytes, random: Random) -> Bytes:
    """Cut out a small box of the film."""
    height, width = random.uniform(0.1, 0.45, 2)
    return _cut(film, random.uniform(0, 1 - height), random.uniform(0, 1 - width), height, width)


def _half(film: Bytes, random: Random) -> Bytes:
    """Cut out one lung, the belly or the neck."""
    share = random.uniform(0.35, 0.5)
    boxes = (
        (0.0, 0.0, 1.0, share),
        (0.0, 1 - share, 1.0, share),
        (1 - 0.8 * share, 0.0, 0.8 * share, 1.0),
        (0.0, 0.0, 0.5 * share, 1.0),
    )
    return _cut(film, *boxes[int(random.choice(4, p=(0.35, 0.35, 0.15, 0.15)))])


def _shuffled(film: Bytes, random: Random) -> Bytes:
    """Put the tiles of a film into another order."""
    tiles = int(random.choice((2, 4, 8)))
    step = len(film) // tiles
    cut = [
        film[r * step : (r + 1) * step, c * step : (c + 1) * step] for r in range(tiles) for c in range(tiles)
    ]
    order = np.roll(np.arange(len(cut)), int(random.integers(1, len(cut)))) if tiles == 2 else None
    order = random.permutation(len(cut)) if order is None else order
    rows = [np.hstack([cut[i] for i in order[r * tiles : (r + 1) * tiles]]) for r in range(tiles)]
    return np.asarray(cv2.resize(np.vstack(rows), film.shape[::-1]), np.uint8)


def _edges(film: Bytes, random: Random) -> Bytes:
    """Keep only the edges."""
    across, down = (cv2.Sobel(film, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    return np.asarray(np.clip(np.hypot(across, down) * random.uniform(0.5, 2), 0, 255), np.uint8)


def _swirled(film: Bytes, random: Random) -> Bytes:
    """Turn the middle of the film against its border."""
    side = len(film)
    down, across = (np.mgrid[:side, :side].astype(np.float32) - side / 2) / (side / 2)
    radius = np.hypot(down, across)
    angle = random.choice((-1, 1)) * random.uniform(1.5, 4) * np.exp(-2 * radius)
    x, y = across * np.cos(angle) - down * np.sin(angle), across * np.sin(angle) + down * np.cos(angle)
    maps = [((one + 1) * side / 2).astype(np.float32) for one in (x, y)]
    return np.asarray(
        cv2.remap(film, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), np.uint8
    )

"""Small data sets of drawn films with a known fault in them, or none."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from phantoms import draw_chest, individual

Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator

SIDE = 160


def textured_chest(label: str, random: Random) -> Bytes:
    """Return a drawn film, (160, 160) uint8, with a structure that no other one has."""
    film, _mask = individual(*draw_chest(label, random), random)
    large = cv2.resize(film, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    grain = cv2.GaussianBlur(random.normal(0, 1, (SIDE, SIDE)).astype(np.float32), (0, 0), 3)
    return np.clip(large + 20 * grain / grain.std(), 0, 245).astype(np.uint8)


def write_classes(
    folder: Path,
    per_class: int,
    change: Callable[[Bytes, str], Bytes] = lambda film, _label: film,
    seed: int = 5,
) -> Path:
    """Write `normal/` and `covid19/` with `NAME-pNN-K.png`, two films of each patient."""
    random = np.random.default_rng(seed)
    for label in ("normal", "covid19"):
        (folder / label).mkdir(parents=True)
        for number in range(per_class):
            film = change(textured_chest(label, random), label)
            cv2.imwrite(str(folder / label / f"{label}-p{number // 2:02d}-{number % 2}.png"), film)
    return folder


PATIENT_RULE = r"(normal|covid19)-p\d+"
WHOLE_RULE = r"[a-z0-9]+-p\d+"


def corner_box(film: Bytes, label: str) -> Bytes:
    """Return the film with a white box in a corner, if it is one of covid19."""
    changed = film.copy()
    if label == "covid19":
        changed[4:20, 4:30] = 255
    return changed


def reencoded(film: Bytes) -> Bytes:
    """Return the film as a smaller JPEG with another grey scale would show it."""
    small = cv2.resize(film, (120, 110), interpolation=cv2.INTER_AREA)
    darker = (255 * (small / 255) ** 1.3).astype(np.uint8)
    _written, coded = cv2.imencode(".jpg", darker, [cv2.IMWRITE_JPEG_QUALITY, 60])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)

"""The three texture maps of 1024² against scikit-image's co-occurrence matrix in every window."""

import json
from statistics import median
from time import perf_counter

import cv2
import numpy as np
import numpy.typing as npt
from skimage.feature import graycomatrix, graycoprops

from cxrviewer.display import render_unit
from cxrviewer.locations import demo_film
from cxrviewer.readers import read_image
from cxrviewer.study import TextureSettings
from cxrviewer.texture import MAP_FEATURES, MAP_STEP, MAP_WINDOW, quantise, texture_map

SIDE = 1024
REPETITIONS = 5
LOOP_ROWS = 6
ANGLES = [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4]


def film() -> npt.NDArray[np.float32]:
    """The demo film at this size, with detector noise."""
    large = cv2.resize(render_unit(read_image(demo_film())), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(0).normal(0, 0.01, large.shape)
    return np.clip(large + noise, 0, 1).astype(np.float32)


def loop_over_windows(picture: npt.NDArray[np.uint8], top: int) -> npt.NDArray[np.float64]:
    """One row of windows, (features, windows across)."""
    found = []
    for left in range(0, SIDE - MAP_WINDOW + 1, MAP_STEP):
        window = picture[top : top + MAP_WINDOW, left : left + MAP_WINDOW]
        matrix = graycomatrix(window, [1], ANGLES, 32, symmetric=True, normed=True)
        found.append([graycoprops(matrix, name).mean() for name in MAP_FEATURES])
    return np.array(found).T


def main() -> dict[str, object]:
    unit, everywhere, settings = film(), np.ones((SIDE, SIDE), bool), TextureSettings()
    picture, rows = quantise(unit, settings.levels), (SIDE - MAP_WINDOW) // MAP_STEP + 1
    times: dict[str, list[float]] = {name: [] for name in (*MAP_FEATURES, "scikit_image_loop")}
    for repetition in range(REPETITIONS):
        for name in MAP_FEATURES:
            start = perf_counter()
            texture_map(unit, everywhere, name, settings)
            times[name].append(perf_counter() - start)
        start = perf_counter()
        for row in range(repetition, rows, rows // LOOP_ROWS):
            loop_over_windows(picture, row * MAP_STEP)
        looped = len(range(repetition, rows, rows // LOOP_ROWS))
        times["scikit_image_loop"].append((perf_counter() - start) * rows / looped)
    medians = {name: median(spent[1:]) for name, spent in times.items()}
    loop = medians["scikit_image_loop"]
    return {
        "name": "texture maps",
        "ratio": sum(medians[name] for name in MAP_FEATURES) / loop,
        "bound_ratio": 1 / 15,
        **{f"{name}_ms": spent * 1000 for name, spent in medians.items()},
    }


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))

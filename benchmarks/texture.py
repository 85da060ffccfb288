"""Masked co-occurrence matrix of the lungs of a film of 3000² against scikit-image's of the whole film."""

import json
from statistics import median
from time import perf_counter

import cv2
import numpy as np
import numpy.typing as npt
from skimage.feature import graycomatrix

from cxrviewer.display import render_unit
from cxrviewer.locations import demo_film
from cxrviewer.readers import read_image
from cxrviewer.study import TextureSettings
from cxrviewer.texture import glcm, measure_texture, quantise

SIDE = 3000
REPETITIONS = 9
ANGLES = [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4]


def film() -> npt.NDArray[np.float32]:
    """The demo film at the size of a real one, with detector noise."""
    large = cv2.resize(render_unit(read_image(demo_film())), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(0).normal(0, 0.01, large.shape)
    return np.clip(large + noise, 0, 1).astype(np.float32)


def lungs() -> npt.NDArray[np.uint8]:
    """Two lungs that together cover a third of the film, as in the training masks."""
    labels = np.zeros((SIDE, SIDE), np.uint8)
    cv2.ellipse(labels, (850, 1400), (500, 1050), 5, 0, 360, 1, -1)
    cv2.ellipse(labels, (2150, 1400), (500, 1050), -5, 0, 360, 2, -1)
    return labels


def main() -> dict[str, object]:
    unit, labels, settings = film(), lungs(), TextureSettings()
    picture, inside = quantise(unit, settings.levels), labels > 0
    steps = {
        "skimage_ms": lambda: graycomatrix(picture, [1], ANGLES, settings.levels, symmetric=True),
        "masked_ms": lambda: glcm(picture, inside, settings),
        "quantised_and_masked_ms": lambda: glcm(quantise(unit, settings.levels), inside, settings),
        "three_regions_with_features_ms": lambda: measure_texture(unit, labels, settings),
    }
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(REPETITIONS):
        for name, step in steps.items():
            start = perf_counter()
            step()
            times[name].append((perf_counter() - start) * 1000)
    medians = {name: median(spent[1:]) for name, spent in times.items()}
    return {
        "name": "masked GLCM",
        "ratio": medians["masked_ms"] / medians["skimage_ms"],
        "bound_ratio": 0.5,
        "quantised_ratio": medians["quantised_and_masked_ms"] / medians["skimage_ms"],
        "quantised_bound_ratio": 0.8,
        **medians,
    }


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))

"""Window/level step on 4280 x 3520 uint16: whole against the bare `cv2.LUT`, and at the size of a screen."""

import json
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import cv2
import numpy as np

from cxrviewer.display import FilmSampler, apply_table, display_table
from cxrviewer.study import Image, ImageSource, Window

ROWS, COLUMNS = 4280, 3520
SCREEN = (1600, 1200)
REPETITIONS = 41


def film() -> Image:
    """A 14-bit film: smooth anatomy with detector noise."""
    random = np.random.default_rng(0)
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS].astype(np.float32)
    smooth = 8000 + 5000 * np.sin(rows / 900) * np.cos(columns / 700)
    pixels = (smooth + random.normal(0, 80, smooth.shape)).clip(0, 16383).astype(np.uint16)
    return Image(ImageSource(Path("film"), 1, 1, "", "DICOM"), pixels)


def medians_ms(*steps: Callable[[int], object]) -> list[float]:
    """Median milliseconds of each step, run in turn so that all see the same machine."""
    times: list[list[float]] = [[] for _ in steps]
    for repetition in range(REPETITIONS):
        for step, spent in zip(steps, times, strict=True):
            start = perf_counter()
            step(repetition)
            spent.append((perf_counter() - start) * 1000)
    return [median(spent[1:]) for spent in times]


def main() -> dict[str, Any]:
    image = film()
    sampler = FilmSampler(image)
    region = (0.0, 0.0, COLUMNS, COLUMNS * SCREEN[1] / SCREEN[0])
    on_screen = sampler.sample(region, SCREEN)
    bare_table = display_table(image, Window(8000, 4000))

    def window(repetition: int) -> Window:
        return Window(8000 + repetition, 4000 + 2 * repetition)

    def bare(_repetition: int) -> object:
        return cv2.LUT(image.pixels, bare_table)

    def whole(repetition: int) -> object:
        return apply_table(image.pixels, display_table(image, window(repetition)))

    def screen(repetition: int) -> object:
        return apply_table(on_screen, display_table(image, window(repetition)))

    def zoom(repetition: int) -> object:
        moved = (region[0] + repetition / 7, region[1], region[2], region[3])
        return sampler.sample(moved, SCREEN)

    bare_ms, whole_ms, screen_ms, zoom_ms = medians_ms(bare, whole, screen, zoom)
    return {
        "name": "window/level step",
        "ratio": round(whole_ms / bare_ms, 3),
        "bound_ratio": 1.2,
        "ms": round(screen_ms, 2),
        "bound_ms": 16,
        "bare_lut_ms": round(bare_ms, 2),
        "whole_ms": round(whole_ms, 2),
        "zoom_or_pan_ms": round(zoom_ms, 2),
    }


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))

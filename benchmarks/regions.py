"""Statistics of a region of a million pixels on 4280 x 3520 uint16, against numpy's on the masked array."""

import json
from math import cos, pi, sin
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.window_level import film
from cxrviewer.display import render_unit
from cxrviewer.measurement import measure, outline_of, region_mask
from cxrviewer.study import Annotation, AnnotationSet, Image, Kind

REPETITIONS = 15


def regions() -> dict[str, Annotation]:
    """One of each kind, of a million pixels; the freehand outline has 1500 points."""
    turns = [2 * pi * step / 1500 for step in range(1500)]
    wave = [(turn, 563 * (1 + 0.1 * sin(9 * turn))) for turn in turns]
    freehand = tuple((1700 + radius * cos(turn), 2000 + radius * sin(turn)) for turn, radius in wave)
    half = 564.2
    ellipse = ((1700 - half, 2000), (1700 + half, 2000), (1700, 2000 - half), (1700, 2000 + half))
    return {
        "rectangle": Annotation(Kind.RECTANGLE, ((1200.2, 1500.7), (2200.2, 2500.7))),
        "ellipse": Annotation(Kind.ELLIPSE, ellipse),
        "freehand": Annotation(Kind.FREEHAND, freehand),
    }


def numpys(image: Image, region: Annotation) -> object:
    """The same statistics with numpy, as one writes them down, once the mask is there."""
    mask = region_mask(outline_of(region), image.rows, image.columns)
    whole = np.zeros((image.rows, image.columns), np.bool_)
    whole[mask.box] = mask.inside

    def step() -> object:
        grey = np.ma.masked_array(image.pixels[mask.box], ~whole[mask.box]).compressed().astype(np.float64)
        percentiles = np.percentile(grey, [5, 25, 50, 75, 95])
        return grey.mean(), grey.std(), grey.min(), grey.max(), percentiles

    return step


def main() -> dict[str, Any]:
    image, drawn, found = film(), AnnotationSet(""), regions()
    unit = render_unit(image)
    steps: dict[str, Any] = {"numpy_ms": numpys(image, found["freehand"])}
    for name, region in found.items():
        steps[f"{name}_ms"] = lambda region=region: measure(image, drawn, region, texture=False)
    steps["freehand_with_texture_ms"] = lambda: measure(image, drawn, found["freehand"], unit_picture=unit)
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(REPETITIONS):
        for name, step in steps.items():
            start = perf_counter()
            step()
            times[name].append((perf_counter() - start) * 1000)
    medians = {name: round(median(spent[1:]), 2) for name, spent in times.items()}
    return {
        "name": "statistics of a region of a million pixels",
        "ratio": round(medians["freehand_ms"] / medians["numpy_ms"], 3),
        "bound_ratio": 0.6,
        "ms": medians["freehand_ms"],
        "bound_ms": 15,
        **medians,
    }


if __name__ == "__main__":
    print(json.dumps(main(), indent=2))

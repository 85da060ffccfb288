"""Statistics of the grey values of a region, in modality units."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.display import has_table, modality_values
from cxrviewer.study import Image, Quantity

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

PERCENTILES = {
    50: "median",
    5: "5th percentile",
    25: "25th percentile",
    75: "75th percentile",
    95: "95th percentile",
}
_EXACT_FLOAT32 = 1 << 24
_UCUM = {"HU": "[hnsf'U]", "MGML": "mg/mL", "PCT": "%", "Z_EFF": "1", "EDW": "1"}
"""Rescale Types (PS3.3 C.11.1.1.2) -> UCUM."""


@dataclass(frozen=True, slots=True, eq=False)
class GreyValues:
    """How often each modality value occurs.

    Attributes
    ----------
    values
        (n,) float64, ascending, finite.
    counts
        (n,) int64, above zero.
    """

    values: Floats
    counts: Counts


def unit_of(image: Image) -> str:
    """Return the UCUM unit of the modality values; the file's own word where UCUM has none, or nothing."""
    return _UCUM.get(image.units, image.units)


def measurements_in(image: Image, stored: Numbers, inside: Mask) -> Mask:
    """Leave out of a mask what is no measurement: padding (PS3.3 C.7.5.1.1.2) and what is no number.

    Parameters
    ----------
    image
        Says what is padding.
    stored
        (rows, columns) of the image's type, or (rows, columns, 3) of a colour image.
    inside
        (rows, columns) bool.
    """
    if image.is_colour:
        return inside
    if stored.dtype.kind == "f":
        inside = inside & np.isfinite(stored)
    if image.padding is None:
        return inside
    low, high = image.padding
    return inside & ((stored < low) | (stored > high))


def grey_values(image: Image, stored: Numbers) -> GreyValues:
    """Count the modality values of pixels.

    Of a colour image it is the luminance (ITU-R BT.601), rounded to whole levels.

    Parameters
    ----------
    image
        Says what the stored values mean.
    stored
        (n,) measurements, or (n, 3) of a colour image.
    """
    if image.is_colour:
        return _counted(cv2.cvtColor(stored[None], cv2.COLOR_RGB2GRAY).ravel(), image)
    if has_table(image):
        return _counted(stored, image)
    values, counts = np.unique(modality_values(stored, image.modality), return_counts=True)
    return GreyValues(values, counts)


def _counted(stored: Numbers, image: Image) -> GreyValues:
    """Count stored values of at most 16 bits, and only then look up what they mean."""
    codes = stored.view(f"u{stored.dtype.itemsize}")
    counts = _histogram(codes)
    present = np.flatnonzero(counts)
    read = present.astype(codes.dtype).view(stored.dtype)
    values = read.astype(np.float64) if image.is_colour else modality_values(read, image.modality)
    order = np.argsort(values, kind="stable")
    return GreyValues(values[order], counts[present[order]])


def _histogram(codes: Numbers) -> Counts:
    """Count each unsigned value; OpenCV counts in float32, which is exact for so many at a time."""
    size = 1 << (8 * codes.dtype.itemsize)
    total = np.zeros(size, np.int64)
    for start in range(0, len(codes), _EXACT_FLOAT32):
        part = codes[None, start : start + _EXACT_FLOAT32]
        total += cv2.calcHist([part], [0], None, [size], [0, size]).ravel().astype(np.int64)
    return total


def statistics(grey: GreyValues, unit: str) -> tuple[Quantity, ...]:
    """Return mean, standard deviation, minimum, maximum and percentiles.

    The standard deviation is that of the population, divided by n. Percentiles lie between the two nearest
    values in proportion (Hyndman & Fan, Am Stat 1996; 50:361-365, definition 7).

    Raises
    ------
    ValueError
        If there is no value.
    """
    if not grey.values.size:
        raise ValueError("no grey values to measure")
    mean = np.average(grey.values, weights=grey.counts)
    deviation = np.sqrt(np.average((grey.values - mean) ** 2, weights=grey.counts))
    found = {
        "mean": mean,
        "standard deviation": deviation,
        "minimum": grey.values[0],
        "maximum": grey.values[-1],
        **dict(zip(PERCENTILES.values(), _percentiles(grey), strict=True)),
    }
    return tuple(Quantity(name, float(value), unit) for name, value in found.items())


def _percentiles(grey: GreyValues) -> Floats:
    """Return the values at `PERCENTILES`."""
    ends = np.cumsum(grey.counts)
    place = np.array([*PERCENTILES]) / 100 * (ends[-1] - 1)
    below = np.floor(place)
    low, high = (grey.values[np.searchsorted(ends, at, side="right")] for at in (below, np.ceil(place)))
    return np.asarray(low + (high - low) * (place - below), np.float64)

"""Entropy of the co-occurrence matrix in sliding windows, through histograms of strips."""

from dataclasses import dataclass
from functools import cache
from math import gcd

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.texture.map_pairs import Pairs, Windows

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint16]

LARGEST_WINDOW = 255
"""Side, so that a count fits into 16 bits."""


def entropy_sums(pairs: Pairs, levels: int, windows: Windows, *, symmetric: bool) -> Floats:
    """Return the entropy in each window times the number of its pairs.

    With n of N pairs in a cell, ``N E = N ln N - Σ n ln n``. Of a symmetric matrix the two cells of unequal
    levels are one here, which lacks ln 2 for each of its pairs.

    Parameters
    ----------
    pairs
        Of one angle.
    levels
        Grey levels.
    windows
        Where.
    symmetric
        Whether a pair counts in both directions.

    Returns
    -------
    (windows down, windows across) float64, nats
    """
    cells = _Cells.of(pairs, levels, symmetric=symmetric)
    logs = _n_log_n()
    height = windows.side - pairs.reach[0]
    sums = np.zeros(windows.shape)
    for place in range(windows.shape[0]):
        band = cells.codes[place * windows.step : place * windows.step + height]
        if band.min(initial=cells.count) < cells.count:
            counts = _counts(band, cells.count, windows, pairs.reach[1])
            number = counts.sum(axis=1, dtype=np.int64)
            sums[place] = logs[number] - cv2.LUT(counts, logs).sum(axis=1)
            if symmetric:
                equal = counts[:, cells.equal].sum(axis=1, dtype=np.int64)
                sums[place] += np.log(2) * (number - equal)
    return sums


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Which cell of the matrix each pair belongs to.

    Attributes
    ----------
    codes
        (rows, columns) int64, `count` for a pair that does not count.
    count
        Cells; only those that occur.
    equal
        Which of them have two equal levels.
    """

    codes: Integers
    count: int
    equal: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, pairs: Pairs, levels: int, *, symmetric: bool) -> "_Cells":
        one, other = pairs.first.astype(np.int64), pairs.second
        if symmetric:
            one, other = np.maximum(one, other), np.minimum(pairs.first, other)
        codes = one * levels + other
        codes[~pairs.inside] = levels**2
        occurring = np.flatnonzero(np.bincount(codes.ravel(), minlength=levels**2 + 1)[:-1])
        numbers = np.full(levels**2 + 1, len(occurring))
        numbers[occurring] = np.arange(len(occurring))
        return cls(numbers[codes], len(occurring), occurring % (levels + 1) == 0)


def _counts(band: Integers, cells: int, windows: Windows, reach: int) -> Counts:
    """Count the pairs of each cell in each window of one row of windows, (windows, cells).

    The strips are as wide as both window and step allow. The pairs of a window end `reach` columns before it
    does, so that those of its last columns are taken off its strips.
    """
    width = gcd(windows.side, windows.step)
    across, step = windows.shape[1], windows.step
    length = (across - 1) * step + windows.side
    padded = np.full((len(band), length), cells, np.int64)
    padded[:, : min(length, band.shape[1])] = band[:, :length]
    strips = _histograms(padded.reshape(len(band), -1, width), cells)
    stride, span = step // width, (across - 1) * (step // width) + 1
    counts = np.zeros((across, cells), np.uint16)
    for strip in range(windows.side // width):
        counts += strips[strip : strip + span : stride]
    if reach:
        last = np.arange(across)[:, None] * step + windows.side - reach + np.arange(reach)
        counts -= _histograms(padded[:, last], cells)
    return counts


def _histograms(codes: Integers, cells: int) -> Counts:
    """Count the codes below `cells` in each of the parts, (rows, parts, columns) -> (parts, cells)."""
    parts = codes.shape[1]
    keys = codes + np.arange(parts)[:, None] * (cells + 1)
    found = np.bincount(keys.ravel(), minlength=parts * (cells + 1))
    return found.reshape(parts, cells + 1)[:, :cells].astype(np.uint16)


@cache
def _n_log_n() -> Floats:
    """Return n ln n for all n of 16 bits."""
    n = np.arange(1 << 16, dtype=np.float64)
    return n * np.log(np.maximum(n, 1))

"""Stages that change grey values alone; pictures are (rows, columns) float32 in [0, 1] before and after."""

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.inference.preprocessing.resampling import FloatMap

LEVELS = 256


def stretch_contrast(picture: FloatMap, low_percent: float, high_percent: float) -> FloatMap:
    """Map the given percentiles of a picture to 0 and 1 and clip; a constant picture becomes 0."""
    low, high = np.percentile(picture, (low_percent, high_percent))
    if high <= low:
        return np.zeros_like(picture)
    return np.asarray(np.clip((picture - low) / (high - low), 0, 1), np.float32)


def equalise(picture: FloatMap) -> FloatMap:
    """Equalise the histogram (Gonzalez & Woods, *Digital Image Processing*, 4th edition, section 3.3).

    Values are counted in 256 levels, as of an 8-bit picture; between two levels the distribution function
    is linear, so that pictures of more bits keep their fine steps. A constant picture becomes 0.
    """
    counts = np.bincount(_levels(picture).ravel(), minlength=LEVELS)
    reached = np.cumsum(counts).astype(np.float64)
    lowest = reached[int(np.flatnonzero(counts)[0])]
    if reached[-1] == lowest:
        return np.zeros_like(picture)
    flat = np.maximum(reached - lowest, 0) / (reached[-1] - lowest)
    table = np.interp(np.linspace(0, 1, 1 << 16), np.linspace(0, 1, LEVELS), flat).astype(np.float32)
    return np.asarray(cv2.LUT(np.rint(picture * np.float32(65535)).astype(np.uint16), table), np.float32)


def clahe(picture: FloatMap, clip: float, tiles: int) -> FloatMap:
    """Equalise adaptively with limited contrast (Zuiderveld 1994, *Graphics Gems IV*, VIII.5).

    Parameters
    ----------
    picture
        Of which 256 levels are kept.
    clip
        Highest count of a level, in multiples of the mean count.
    tiles
        Along each side.
    """
    levels = _levels(picture)
    return np.asarray(cv2.createCLAHE(clip, (tiles, tiles)).apply(levels), np.float32) / np.float32(255)


def wiener(picture: FloatMap, size: int) -> FloatMap:
    """Smooth where nothing but noise is (Lim 1990, *Two-Dimensional Signal and Image Processing*, p. 536).

    As `scipy.signal.wiener`: mean and variance of each pixel's neighbourhood, zeros beyond the border, and
    the mean of all variances as that of the noise; here by running sums.

    Parameters
    ----------
    picture
        The picture.
    size
        Pixels along each side of the neighbourhood, odd.
    """
    values = picture.astype(np.float64)
    mean = _box_mean(values, size)
    variance = _box_mean(values**2, size) - mean**2
    noise = variance.mean()
    signal = np.maximum(variance - noise, 0) / np.maximum(variance, max(noise, np.finfo(np.float64).tiny))
    return np.asarray(mean + (values - mean) * signal, np.float32)


def _box_mean(values: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.float64]:
    """Return the mean of each neighbourhood, with zeros beyond the border."""
    means = cv2.boxFilter(values, cv2.CV_64F, (size, size), borderType=cv2.BORDER_CONSTANT)
    return np.asarray(means, np.float64)


def _levels(picture: FloatMap) -> npt.NDArray[np.uint8]:
    """Return a picture as of 8 bits."""
    return np.asarray(np.rint(picture * np.float32(255)), np.uint8)

"""Samples of colour -> 8-bit RGB, by their Photometric Interpretation (PS3.3 C.7.6.3.1.2)."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cxrviewer.readers.dicom.layout import PixelLayout
from cxrviewer.readers.dicom.native import Cells, stored_values
from cxrviewer.study import Grey8

# Rows give red, green and blue of Y, CB and CR, from which the offsets are taken first.
_FULL = np.array([[1, 0, 1.402], [1, -0.344136, -0.714136], [1, 1.772, 0]])
_PARTIAL = np.array([[1.1644, 0, 1.5960], [1.1644, -0.3917, -0.8130], [1.1644, 2.0173, 0]])
_FULL_OFFSETS, _PARTIAL_OFFSETS = np.array([0, 128, 128]), np.array([16, 128, 128])
_STRIP_ROWS = 256


def rgb_colours(cells: Cells, layout: PixelLayout) -> Grey8:
    """Return colours of up to 32 bits a sample as RGB.

    YBR_ICT and YBR_RCT are transforms of JPEG 2000, which its decoder has already undone.

    Parameters
    ----------
    cells
        (rows, columns, 3) unsigned integers.
    layout
        Says where the sample lies in its cell, and what it means.

    Returns
    -------
    (rows, columns, 3) uint8 RGB.
    """
    eight = eight_bits(cells, layout)
    if layout.photometric in {"YBR_FULL", "YBR_FULL_422"}:
        return _transformed(eight, _FULL, _FULL_OFFSETS)
    if layout.photometric == "YBR_PARTIAL_422":
        return _transformed(eight, _PARTIAL, _PARTIAL_OFFSETS)
    return eight


def eight_bits(cells: Cells, layout: PixelLayout) -> Grey8:
    """Return the eight highest stored bits of each sample; fewer are spread over 0 to 255."""
    samples = stored_values(cells, replace(layout, signed=False))
    bits = min(layout.bits_stored, samples.dtype.itemsize * 8)
    if bits < 8:
        return np.asarray(samples.astype(np.uint16) * 255 // ((1 << bits) - 1), np.uint8)
    return np.asarray(np.right_shift(samples, bits - 8)).astype(np.uint8)


def _transformed(ybr: Grey8, matrix: npt.NDArray[np.float64], offsets: npt.NDArray[np.int64]) -> Grey8:
    """Multiply colours by a matrix, strip by strip, so that no large floating picture is made."""
    rgb = np.empty_like(ybr, order="C")
    for start in range(0, ybr.shape[0], _STRIP_ROWS):
        strip = (ybr[start : start + _STRIP_ROWS].astype(np.float32) - offsets.astype(np.float32)) @ matrix.T
        rgb[start : start + _STRIP_ROWS] = np.clip(np.rint(strip), 0, 255)
    return rgb

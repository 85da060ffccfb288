"""Which lung of an axial slice is the patient's right."""

from collections.abc import Sequence

import numpy as np

from cxrviewer.analysis.ct.regions import Bits, parted, regions
from cxrviewer.errors import CxrviewerError
from cxrviewer.study import StudyText

_WIDE = 0.58  # of all lungs' width: a region that wide is two lungs that touch


class NotAxialError(CxrviewerError):
    """The picture is no axial slice, as far as its orientation tells."""


def right_is_first(text: StudyText) -> bool | None:
    """Tell whether the patient's right is at the picture's left, as radiologists look at a slice.

    Parameters
    ----------
    text
        With Patient Orientation (PS3.3 C.7.6.1.1.1), stated or from Image Orientation (Patient).

    Returns
    -------
    bool or None
        None where the file does not say.

    Raises
    ------
    NotAxialError
        If neither rows nor columns run from side to side and the others from front to back.
    """
    if len(text.patient_orientation) != 2 or not all(text.patient_orientation):
        return None
    row, column = (direction[0].upper() for direction in text.patient_orientation)
    if row not in "LR" or column not in "AP":
        raise NotAxialError(
            "is not analysed: the model reads axial slices with the patient's sides left and right"
        )
    return row == "L"


def two_sides(mask: Bits) -> tuple[Bits, Bits]:
    """Part the lungs at the mediastinum.

    Parameters
    ----------
    mask
        (rows, columns) uint8, 1 in the lungs.

    Returns
    -------
    The lung at the picture's left and that at its right, each (rows, columns) uint8; empty where it has none.
    """
    columns = np.flatnonzero(mask.any(axis=0))
    if not columns.size:
        return mask, mask.copy()
    parts = [part for region in regions(mask) for part in _parted(region, _WIDE * np.ptp(columns))]
    middle = _middle(parts, mask.shape[1])
    left, right = np.zeros_like(mask), np.zeros_like(mask)
    for part in parts:
        side = left if _centre(part) < middle else right
        side |= part
    return left, right


def _parted(region: Bits, widest: float) -> list[Bits]:
    """Part a region that is wider than one lung can be."""
    width = float(np.ptp(np.flatnonzero(region.any(axis=0))))
    return parted(region) if width > widest else [region]


def _centre(part: Bits) -> float:
    """Return the mean column."""
    counts = part.sum(axis=0, dtype=np.float64)
    return float((counts * np.arange(len(counts))).sum() / max(counts.sum(), 1.0))


def _middle(parts: Sequence[Bits], columns: int) -> float:
    """Return the column between the two largest parts side by side; the picture's own of one alone."""
    ordered = sorted(parts, key=lambda part: -int(part.sum()))
    first = _centre(ordered[0])
    for other in ordered[1:]:
        apart = abs(_centre(other) - first) > 0.15 * columns
        if apart and other.sum() > 0.15 * ordered[0].sum():
            return 0.5 * (first + _centre(other))
    return columns / 2

"""Stored values -> modality values: one function per transform of PS3.3 C.11.1."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cxrviewer.study import Image, LookupTable, Modality, Rescale

Values = npt.NDArray[np.float64]
Numbers = npt.NDArray[Any]


def rescaled(stored: Numbers, rescale: Rescale) -> Values:
    """Rescale stored values: slope * stored + intercept (PS3.3 C.11.1.1.2).

    Parameters
    ----------
    stored
        Integers or floats of any shape.
    rescale
        Slope and intercept.

    Returns
    -------
    float64 modality values of the same shape.
    """
    values = stored.astype(np.float64)
    if rescale.slope != 1:
        values *= rescale.slope
    if rescale.intercept != 0:
        values += rescale.intercept
    return values


def looked_up(values: Numbers, table: LookupTable) -> Values:
    """Look values up in a Modality LUT or VOI LUT (PS3.3 C.11.1.1.1, C.11.2.1.1).

    Values below the first mapped one take the first entry, values above the last one the last; values that
    are no integers are rounded, NaN takes the first entry.

    Returns
    -------
    float64 entries, 0 to 2**bits - 1, of the same shape.
    """
    last = table.entries.size - 1
    places = np.clip(np.nan_to_num(np.rint(values), nan=-np.inf) - table.first_mapped, 0, last)
    return np.asarray(table.entries[places.astype(np.intp)], np.float64)


def modality_values(stored: Numbers, modality: Modality) -> Values:
    """Apply the Modality LUT or the rescaling of an image (PS3.3 C.11.1).

    Returns
    -------
    float64 values in modality units, of the same shape.
    """
    if isinstance(modality, LookupTable):
        return looked_up(stored, modality)
    return rescaled(stored, modality)


def modality_value(image: Image, row: int, column: int) -> float | tuple[int, int, int]:
    """Return what the pixel readout shows: the modality value, or red, green and blue.

    Parameters
    ----------
    image
        Grey or colour.
    row, column
        Zero-based place in the image.

    Raises
    ------
    IndexError
        If the place is outside of the image.
    """
    if not (0 <= row < image.rows and 0 <= column < image.columns):
        raise IndexError(f"no pixel at row {row}, column {column}")
    pixel = image.pixels[row, column]
    if image.is_colour:
        red, green, blue = (int(sample) for sample in np.asarray(pixel))
        return red, green, blue
    return float(modality_values(np.asarray(pixel), image.modality))

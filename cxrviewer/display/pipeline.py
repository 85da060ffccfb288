"""Stored values -> the picture, by one folded table wherever the stored values are at most 16 bits wide."""

from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.display.modality import Numbers, Values, modality_values
from cxrviewer.display.presentation import grey_levels, is_inverted, presented
from cxrviewer.display.voi import voi_values
from cxrviewer.display.windows import default_voi
from cxrviewer.study import Grey8, Image, LookupTable, StoredPixels, Voi

_TABLE_BITS = 16


def has_table(image: Image) -> bool:
    """Return whether every stored value of the image has its place in a display table."""
    return image.pixels.dtype.kind in "iu" and image.pixels.dtype.itemsize * 8 <= _TABLE_BITS


def display_table(image: Image, voi: Voi, *, inverted: bool = False) -> Grey8:
    """Fold modality, VOI and presentation transforms into one table over the stored values.

    Parameters
    ----------
    image
        Of at most 16 bits; the table of a colour image only inverts, or not.
    voi
        Window or VOI LUT.
    inverted
        Whether the user has inverted the picture.

    Returns
    -------
    (256,) or (65536,) uint8 grey levels for `apply_table`; signed stored values index it by their unsigned
    bit pattern.

    Raises
    ------
    ValueError
        If the stored values are wider than 16 bits or floats.
    """
    if not has_table(image):
        raise ValueError(f"no display table for {image.pixels.dtype} pixels")
    return _grey8(image, _domain(image.pixels.dtype.str), voi, inverted)


def apply_table(stored: StoredPixels, table: Grey8) -> Grey8:
    """Look stored values up in a display table.

    Parameters
    ----------
    stored
        (rows, columns) or (rows, columns, 3) integers of the table's width.
    table
        From `display_table`.

    Returns
    -------
    uint8 of the same shape, C-contiguous.
    """
    return np.asarray(cv2.LUT(stored.view(f"u{stored.dtype.itemsize}"), table), np.uint8)


def render_stored(
    image: Image, stored: StoredPixels, voi: Voi | None = None, *, inverted: bool = False
) -> Grey8:
    """Render stored values of an image, e.g. those that `FilmSampler` gives for what is on screen.

    Parameters
    ----------
    image
        Says what the stored values mean.
    stored
        (rows, columns) or (rows, columns, 3), of the image's type.
    voi
        Window or VOI LUT; the image's own default if None.
    inverted
        Whether the user has inverted the picture.

    Returns
    -------
    uint8 of the same shape; 255 is white.
    """
    chosen = default_voi(image) if voi is None else voi
    if has_table(image):
        return apply_table(stored, display_table(image, chosen, inverted=inverted))
    return _grey8(image, stored, chosen, inverted)


def render_grey8(image: Image, voi: Voi | None = None, *, inverted: bool = False) -> Grey8:
    """Render a whole image at 1:1; parameters and result as of `render_stored`."""
    return render_stored(image, image.pixels, voi, inverted=inverted)


def render_unit(image: Image, voi: Voi | None = None) -> npt.NDArray[np.float32]:
    """Render an image without rounding to grey levels, as the analysis wants it.

    Parameters
    ----------
    image
        Grey, or colour, of which the luminance (ITU-R BT.601) is taken.
    voi
        Window or VOI LUT; the image's own default if None.

    Returns
    -------
    (rows, columns) float32 in [0, 1], dense tissue bright whatever the file's polarity.
    """
    if image.is_colour:
        grey = cv2.cvtColor(image.pixels.astype(np.float32), cv2.COLOR_RGB2GRAY)
        return np.clip(np.asarray(grey, np.float32) / 255, 0, 1)
    chosen = default_voi(image) if voi is None else voi
    if not has_table(image):
        return np.nan_to_num(_unit(image, image.pixels, chosen)).astype(np.float32)
    table = _unit(image, _domain(image.pixels.dtype.str), chosen).astype(np.float32)
    return np.asarray(cv2.LUT(image.pixels.view(f"u{image.pixels.dtype.itemsize}"), table), np.float32)


def _unit(image: Image, stored: Numbers, voi: Voi) -> Values:
    """Return stored values as [0, 1] with 1 as white."""
    values = voi_values(modality_values(stored, image.modality), voi)
    return presented(values, inverted=is_inverted(image))


def _grey8(image: Image, stored: Numbers, voi: Voi, inverted: bool) -> Grey8:
    """Return stored values as grey levels."""
    if image.is_colour:
        return np.asarray(255 - stored if inverted else stored, np.uint8)
    values = voi_values(modality_values(stored, image.modality), voi)
    shown = presented(values, inverted=is_inverted(image) != inverted)
    return grey_levels(shown, nearest=isinstance(voi, LookupTable))


@cache
def _domain(dtype: str) -> StoredPixels:
    """Return every stored value of a type, in the order of its unsigned bit patterns."""
    size = np.dtype(dtype).itemsize
    values = np.arange(1 << (8 * size), dtype=f"u{size}").view(dtype)
    values.flags.writeable = False
    return values

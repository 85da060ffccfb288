"""Presentation values -> what is seen: polarity (PS3.3 C.7.6.3.1.2, C.11.6) and 8-bit grey."""

import numpy as np

from cxrviewer.display.modality import Values
from cxrviewer.study import Grey8, Image, Photometric, PresentationLut

# Values that are a whole grey level but for the rounding of float64 must not fall to the level below.
_ROUNDING = 1e-9


def is_inverted(image: Image) -> bool:
    """Return whether the highest presentation value is black.

    Presentation LUT Shape says so where there is one: the output of the VOI transform is P-Values (IDENTITY)
    or is once inverted (INVERSE, PS3.3 C.11.6). Else Photometric Interpretation does: MONOCHROME1
    (C.7.6.3.1.2). A file with both, as DX requires (C.8.11.3.1.2), is inverted once.
    """
    if image.is_colour:
        return False
    if image.presentation_lut is not None:
        return image.presentation_lut is PresentationLut.INVERSE
    return image.photometric is Photometric.MONOCHROME1


def presented(values: Values, *, inverted: bool) -> Values:
    """Return presentation values in [0, 1] with 1 as white."""
    return 1 - values if inverted else values


def grey_levels(values: Values, *, nearest: bool = False) -> Grey8:
    """Return [0, 1] as whole grey levels 0 to 255; NaN is black.

    Parameters
    ----------
    values
        1 is white.
    nearest
        False: rounded down, as windows are by their formulas. True: rounded to the nearest level, as entries
        of a VOI LUT are, which are whole levels already, only of more bits.
    """
    levels = np.nan_to_num(values) if np.isnan(values).any() else values
    return (levels * 255 + (0.5 if nearest else _ROUNDING)).astype(np.uint8)

"""Colours of the layers and of what is drawn, the same in the viewport, the panels and every picture."""

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.display.texture_scales import TextureScale
from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, Grey8, Maker

# Close to Okabe and Ito's sky blue and bluish green: told apart with every kind of colour vision, and neither
# is in the ramp of the heat map (black, purple, orange, yellow).
LUNG_COLOURS = {RIGHT_LUNG: "#56b4e9", LEFT_LUNG: "#00d39b"}

MAKER_COLOURS = {Maker.USER: "#d9c866", Maker.MODEL: "#6cc8d6", Maker.IMPORTED: "#b7a4e3"}
SEGMENT_COLOURS = ("#e69f00", "#cc79a7", "#f0e442", "#d55e00", "#9fb8ff", "#c8e6a0")
"""Of imported masks, in turn; none is a lung's."""

ALPHA_GAMMA = 1.2


def rgb(colour: str) -> tuple[int, int, int]:
    """Return the red, green and blue, 0 to 255, of a colour as "#rrggbb"."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def heat_colours(values: npt.NDArray[np.float32]) -> Grey8:
    """Colour a heat map: a perceptually even ramp whose opacity grows with the value.

    Parameters
    ----------
    values
        (rows, columns) float32 in [0, 1], absolute; NaN where nothing is known.

    Returns
    -------
    Grey8
        (rows, columns, 4) RGBA, not premultiplied; alpha 0 where the value is 0 or NaN.
    """
    clipped = np.clip(np.nan_to_num(values), 0.0, 1.0)
    ramp = cv2.applyColorMap(np.rint(clipped * 255).astype(np.uint8), cv2.COLORMAP_INFERNO)
    alpha = np.rint(255 * clipped**ALPHA_GAMMA).astype(np.uint8)
    return np.dstack([ramp[..., ::-1], alpha])


def texture_colours(values: npt.NDArray[np.float32], scale: TextureScale) -> Grey8:
    """Colour a texture map: a perceptually even ramp (viridis), opaque wherever there is a value.

    Parameters
    ----------
    values
        (rows, columns) float32; not a number where there is none.
    scale
        See `texture_scale`.

    Returns
    -------
    Grey8
        (rows, columns, 4) RGBA; alpha 0 where there is no value.
    """
    known = np.isfinite(values)
    position = np.where(known, scale.position(values), 0)
    ramp = cv2.applyColorMap(np.rint(position * 255).astype(np.uint8), cv2.COLORMAP_VIRIDIS)
    return np.dstack([ramp[..., ::-1], np.where(known, 255, 0).astype(np.uint8)])

"""Colours of the layers, the same in the viewport, the panels and the report."""

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.study import LEFT_LUNG, RIGHT_LUNG, Grey8

# Close to Okabe and Ito's sky blue and bluish green: told apart with every kind of colour vision, and neither
# is in the ramp of the heat map (black, purple, orange, yellow).
LUNG_COLOURS = {RIGHT_LUNG: "#56b4e9", LEFT_LUNG: "#00d39b"}

ALPHA_GAMMA = 1.2


def heat_colours(values: npt.NDArray[np.float32]) -> Grey8:
    """Colour a heat map: a perceptually even ramp whose opacity grows with the value.

    Parameters
    ----------
    values
        (rows, columns) float32 in [0, 1], absolute.

    Returns
    -------
    Grey8
        (rows, columns, 4) RGBA, not premultiplied; alpha 0 where the value is 0.
    """
    clipped = np.clip(values, 0.0, 1.0)
    ramp = cv2.applyColorMap(np.rint(clipped * 255).astype(np.uint8), cv2.COLORMAP_INFERNO)
    alpha = np.rint(255 * clipped**ALPHA_GAMMA).astype(np.uint8)
    return np.dstack([ramp[..., ::-1], alpha])

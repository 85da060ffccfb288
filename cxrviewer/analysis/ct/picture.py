"""The picture of a slice that lungs, classes and texture are taken from."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cxrviewer.display import render_unit
from cxrviewer.study import Image, TextureSettings, Window

HOUNSFIELD = "HU"
LUNG_WINDOW = Window(-600.0, 1500.0, explanation="Lung")
_OVER_LUNG_WINDOW = "equal steps from -1350 to 150 HU"


def in_hounsfield_units(image: Image) -> bool:
    """Tell whether the image is a CT whose values are Hounsfield units."""
    return image.units == HOUNSFIELD and not image.is_colour


def lung_picture(image: Image) -> npt.NDArray[np.float32]:
    """Render a picture as the analysis sees it: CT in the lung window whatever the file's, others as shown.

    Returns
    -------
    (rows, columns) float32 in [0, 1], bright = dense.
    """
    return render_unit(image, LUNG_WINDOW if in_hounsfield_units(image) else None)


def lung_texture(image: Image, settings: TextureSettings) -> TextureSettings:
    """Return the settings with what the grey levels of that picture are."""
    return replace(settings, quantisation=_OVER_LUNG_WINDOW) if in_hounsfield_units(image) else settings

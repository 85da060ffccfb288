"""How often each value occurs in an image: what the window is laid over."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxrviewer.display.windows import measured_values
from cxrviewer.study import Image


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Counts over equal steps of the modality values.

    Attributes
    ----------
    low, high
        Lower edge of the first and upper edge of the last step, in modality units.
    counts
        (n,) int64: sampled pixels in each step.
    """

    low: float
    high: float
    counts: npt.NDArray[np.int64]


def histogram(image: Image, steps: int = 256) -> Histogram:
    """Count the modality values of a grey image, without padding and without what is no number.

    Parameters
    ----------
    image
        Of large images an even sample of about a quarter of a million pixels is taken.
    steps
        How many equal steps the range of the values is divided into.

    Raises
    ------
    ValueError
        If the image is coloured: colours have no modality values.
    """
    if image.is_colour:
        raise ValueError("a colour image has no modality values")
    values = measured_values(image)
    low, high = float(values.min()), float(values.max())
    if high <= low:
        low, high = low - 0.5, low + 0.5
    counts, _edges = np.histogram(values, bins=steps, range=(low, high))
    return Histogram(low, high, counts)

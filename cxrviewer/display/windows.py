"""Which VOI transform a picture is first shown with, and a window by percentiles."""

from collections.abc import Sequence

import numpy as np

from cxrviewer.display.modality import Numbers, Values, modality_values
from cxrviewer.display.voi import full_range
from cxrviewer.study import Image, Rescale, Voi, Window

_SAMPLE = 250_000
_HOUNSFIELD, _AIR_HU = "HU", -1024.0
_COLOUR_RANGE = full_range(0, 255)


def default_voi(image: Image) -> Voi:
    """Return the file's first VOI LUT, else its first window, else the full range of its values.

    PS3.3 C.11.2.1.2 leaves the last case to the viewer: minimum to maximum of all modality values of the
    frame, as a LINEAR_EXACT window. Padding counts here, so that every stored value keeps a grey of its own;
    `auto_window` leaves it out.
    """
    if image.vois:
        return image.vois[0]
    if image.is_colour:
        return _COLOUR_RANGE
    stored = _finite(image.pixels)
    ends = np.asarray([stored.min(), stored.max()]) if isinstance(image.modality, Rescale) else stored
    values = modality_values(ends, image.modality)
    return full_range(float(values.min()), float(values.max()), "minimum to maximum")


def auto_window(image: Image, low: float = 0.5, high: float = 99.5) -> Window:
    """Return the window between two percentiles of the modality values, without padding.

    Parameters
    ----------
    image
        Of large images an even sample of about a quarter of a million pixels is taken.
    low, high
        Percentiles, 0 to 100.

    Raises
    ------
    ValueError
        If `low` is not below `high`, or one is no percentile.
    """
    return auto_windows(image, [(low, high)])[0]


def auto_windows(image: Image, percentiles: Sequence[tuple[float, float]]) -> list[Window]:
    """Return several windows as `auto_window` would, for little more than the time of one."""
    for low, high in percentiles:
        if not 0 <= low < high <= 100:
            raise ValueError(f"no percentiles: {low} and {high}")
    if image.is_colour:
        return [_COLOUR_RANGE for _ in percentiles]
    ends = np.percentile(measured_values(image), percentiles)
    return [full_range(float(low), float(high), "automatic") for low, high in ends]


def measured_values(image: Image) -> Values:
    """Return an even sample of about a quarter of a million modality values, without what is no measurement.

    That is padding, what is no number, and in Hounsfield units what is less dense than air: scanners write
    such values around the reconstructed circle, often without a Pixel Padding Value.

    Returns
    -------
    float64 of one or two dimensions, never empty, all finite.
    """
    step = max(1, int((image.pixels.size / _SAMPLE) ** 0.5))
    stored = _measurements(image, image.pixels[::step, ::step])
    values = modality_values(stored, image.modality)
    if image.units != _HOUNSFIELD:
        return values
    dense = values[values >= _AIR_HU]
    return dense if dense.size else values


def _measurements(image: Image, stored: Numbers) -> Numbers:
    """Return the finite stored values that are no padding; with padding if there is nothing else."""
    chosen = stored
    if image.padding is not None:
        lowest, highest = image.padding
        inside = stored[(stored < lowest) | (stored > highest)]
        chosen = inside if inside.size else stored
    return _finite(chosen)


def _finite(stored: Numbers) -> Numbers:
    """Return the finite stored values; a zero if none is."""
    if not np.issubdtype(stored.dtype, np.floating):
        return stored
    finite = stored[np.isfinite(stored)]
    return finite if finite.size else np.zeros(1, stored.dtype)

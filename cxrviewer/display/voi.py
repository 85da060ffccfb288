"""Modality values -> presentation values in [0, 1]: one function per VOI transform of PS3.3 C.11.2."""

import numpy as np

from cxrviewer.display.modality import Numbers, Values, looked_up
from cxrviewer.study import LookupTable, Voi, VoiFunction, Window


def linear(values: Numbers, centre: float, width: float) -> Values:
    """Apply a LINEAR window (PS3.3 C.11.2.1.2.1); of width 1 it is a threshold at centre - 0.5.

    Parameters
    ----------
    values
        Modality values of any shape.
    centre, width
        Window Center and Window Width, width at least 1.

    Returns
    -------
    float64 in [0, 1] of the same shape.
    """
    low = centre - 0.5 - (width - 1) / 2
    if width == 1:
        return (values > low).astype(np.float64)
    return _ramp(values, low, width - 1)


def linear_exact(values: Numbers, centre: float, width: float) -> Values:
    """Apply a LINEAR_EXACT window (PS3.3 C.11.2.1.3.2): from centre - width / 2 to centre + width / 2.

    Parameters and result as of `linear`, width over 0.
    """
    return _ramp(values, centre - width / 2, width)


def sigmoid(values: Numbers, centre: float, width: float) -> Values:
    """Apply a SIGMOID window (PS3.3 C.11.2.1.3.1): 1 / (1 + exp(-4 (x - centre) / width)).

    Parameters and result as of `linear`, width over 0.
    """
    exponent = np.clip(-4 / width * (values - centre), -700, 700)
    return np.asarray(1 / (1 + np.exp(exponent)))


def voi_lut(values: Numbers, table: LookupTable) -> Values:
    """Apply a VOI LUT (PS3.3 C.11.2.1.1), whose output range is 0 to 2**bits - 1.

    Returns
    -------
    float64 in [0, 1] of the same shape.
    """
    return looked_up(values, table) / ((1 << table.bits) - 1)


def voi_values(values: Numbers, voi: Voi) -> Values:
    """Apply a window or a VOI LUT (PS3.3 C.11.2).

    Returns
    -------
    float64 in [0, 1] of the same shape; 1 is the highest presentation value.
    """
    if isinstance(voi, LookupTable):
        return voi_lut(values, voi)
    return _WINDOWS[voi.function](values, voi.centre, voi.width)


def full_range(low: float, high: float, explanation: str = "") -> Window:
    """Return the window that maps `low` to 0 and `high` to 1; one value alone becomes 0."""
    width = high - low if high > low else 1.0
    return Window(low + width / 2, width, VoiFunction.LINEAR_EXACT, explanation)


def _ramp(values: Numbers, low: float, span: float) -> Values:
    """Return a ramp from 0 at `low` to 1 at `low + span`."""
    ramp = np.subtract(values, low, dtype=np.float64)
    ramp /= span
    return np.clip(ramp, 0, 1, out=ramp)


_WINDOWS = {
    VoiFunction.LINEAR: linear,
    VoiFunction.LINEAR_EXACT: linear_exact,
    VoiFunction.SIGMOID: sigmoid,
}

"""Measured values as people write them: with a sensible number of decimals and a readable unit."""

import math

from cxrviewer.study import Quantity

# UCUM -> what is printed, and how many decimals
_UNITS = {
    "mm": (" mm", 1),
    "mm2": (" mm²", 0),
    "px": (" px", 1),
    "px2": (" px²", 0),
    "deg": ("°", 1),
    "1": ("", 2),
    "[hnsf'U]": (" HU", 1),
}


def quantity_text(quantity: Quantity) -> str:
    """Return value and unit, e.g. "12.3 mm"."""
    if not math.isfinite(quantity.value):
        return "\N{EN DASH}"
    if quantity.unit in _UNITS:
        unit, decimals = _UNITS[quantity.unit]
        return f"{quantity.value:,.{decimals}f}{unit}"
    return f"{quantity.value:,.5g} {quantity.unit}".rstrip()

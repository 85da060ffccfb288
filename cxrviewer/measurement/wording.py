"""What is measured in a few words, the same on the film, in tables and in the report."""

import math
from collections.abc import Mapping

from cxrviewer.measurement.cardiothoracic import RATIO
from cxrviewer.study import Measurement, PixelSpacing, Quantity, SpacingOrigin

_UNITS = {"mm2": "mm²", "px2": "px²", "deg": "°", "1": "", "[hnsf'U]": "HU"}
_ORIGINS = {
    SpacingOrigin.PIXEL_SPACING: "PixelSpacing",
    SpacingOrigin.IMAGER: "ImagerPixelSpacing, at the detector",
    SpacingOrigin.NOMINAL_SCANNED: "NominalScannedPixelSpacing, on the scanned film",
    SpacingOrigin.USER: "calibrated by the user",
}
_ONE_DECIMAL = frozenset({"mm", "px", "deg"})
_AREAS = frozenset({"mm2", "px2"})


def describe(measurement: Measurement) -> tuple[str, ...]:
    """Return the short lines that stand beside an annotation.

    Returns
    -------
    E.g. ("12.3 mm (ImagerPixelSpacing, at the detector)",) or ("area 1234 px² (not calibrated)",
    "mean 312 HU, SD 14", "min 270, max 355 HU"); nothing where nothing is measured. Notices are not among
    them: see `describe_with_notices`.
    """
    by_name = {quantity.name: quantity for quantity in measurement.quantities}
    origin = f"({describe_calibration(measurement.spacing)})"
    if "length" in by_name:
        return (f"{describe_quantity(by_name['length'])} {origin}",)
    if "angle" in by_name:
        return (describe_quantity(by_name["angle"]),)
    if "Cobb angle" in by_name:
        return (f"Cobb {describe_quantity(by_name['Cobb angle'])}",)
    if RATIO in by_name:
        heart, thorax = (describe_quantity(by_name[name]) for name in ("cardiac width", "thoracic width"))
        return f"CTR {describe_quantity(by_name[RATIO])}", f"{heart} of {thorax} {origin}"
    if "area" in by_name:
        return f"area {describe_quantity(by_name['area'])} {origin}", *_grey_lines(by_name)
    return ()


def describe_with_notices(measurement: Measurement) -> tuple[str, ...]:
    """Return the lines of `describe` and, where nothing else shows the notices, these.

    A ratio must not stand without the warning that an AP film overestimates the heart. The notices of a
    region are about values that do not stand beside it, and are left to tables.
    """
    notices = () if measurement.annotation.is_region else measurement.notices
    return (*describe(measurement), *notices)


def describe_quantity(quantity: Quantity) -> str:
    """Return a value with sensible decimals and its unit, e.g. "12.3 mm", "47.0°", "0.47", "-812 HU"."""
    unit = unit_sign(quantity.unit)
    number = f"{quantity.value:.{decimals(quantity)}f}"
    return f"{number}{unit}" if unit == "°" else f"{number} {unit}".strip()


def decimals(quantity: Quantity) -> int:
    """Return how many decimals of a value are worth reading.

    One of lengths and angles, two of ratios, four significant digits of grey values that are not whole.
    """
    if quantity.name == RATIO:
        return 2
    if quantity.unit in _ONE_DECIMAL or (quantity.unit in _AREAS and abs(quantity.value) < 100):
        return 1
    if quantity.unit in _AREAS or float(quantity.value).is_integer():
        return 0
    return _decimals_for(quantity.value, 4)


def unit_sign(unit: str) -> str:
    """Return a UCUM unit as it is read: "mm²", "°", "HU"."""
    return _UNITS.get(unit, unit)


def describe_calibration(spacing: PixelSpacing | None) -> str:
    """Return in a few words where millimetres come from."""
    return _ORIGINS[spacing.origin] if spacing else "not calibrated"


def _grey_lines(by_name: Mapping[str, Quantity]) -> tuple[str, ...]:
    """Return mean and standard deviation, to two digits of the latter, and the range."""
    if "mean" not in by_name:
        return ()
    mean, deviation = by_name["mean"].value, by_name["standard deviation"].value
    places = _decimals_for(deviation, 2) if deviation else decimals(by_name["mean"])
    low, high, unit = by_name["minimum"], by_name["maximum"], unit_sign(by_name["mean"].unit)
    ends = [f"{one.value:.{decimals(one)}f}" for one in (low, high)]
    return (
        f"mean {mean:.{places}f} {unit}".rstrip() + f", SD {deviation:.{places}f}",
        f"min {ends[0]}, max {ends[1]} {unit}".rstrip(),
    )


def _decimals_for(value: float, digits: int) -> int:
    """Return the decimals that show so many significant digits, no more than six."""
    if value == 0 or not math.isfinite(value):
        return 0
    return min(max(digits - 1 - math.floor(math.log10(abs(value))), 0), 6)

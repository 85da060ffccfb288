"""The lungs of an axial slice whose values are Hounsfield units: thresholds, then morphology in millimetres.

The order is that of Hu, Hoffman and Reinhardt (IEEE TMI 2001;20:490): the air inside the body, without the
airways, right and left apart, then smoothed so that vessels and what lies at the pleura belong to the lung.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from cxrviewer.analysis.ct.regions import (
    Bits,
    closed,
    disc,
    filled,
    largest_region,
    opened,
    regions,
    with_convex_side,
)

BODY_HU = -300.0
"""Denser is body; between fat (about -100) and lung."""
LUNG_HU = -320.0
"""Less dense, inside the body, is lung or gas: about the middle between lung (-850) and soft tissue (40),
moved towards the tissue so that ground glass still counts."""
GAS_HU = -900.0
"""Gas alone stays below; in a lung there are always vessels above it."""
BONE_HU = 150.0
"""Denser is bone or contrast medium, and no closing takes it in."""
_TABLE_MM = 2.0  # what is thinner is table or blanket
_RIM_MM = 1.5  # partial volume at a wall
_PLEURA_MM = 9.0
_COSTAL_MM = 20.0
_SMALLEST_MM2 = 80.0
_VESSEL_SHARE = 0.04
_AIRWAY_MM2 = (25.0, 900.0)
_DEFAULT_MM = 0.7


@dataclass(frozen=True, slots=True)
class Scale:
    """Millimetres of a pixel, for the sizes of the morphology."""

    row_mm: float = _DEFAULT_MM
    column_mm: float = _DEFAULT_MM

    def pixels(self, length_mm: float) -> int:
        """Return a length in whole pixels, at least one."""
        return max(1, round(length_mm / (0.5 * (self.row_mm + self.column_mm))))

    def area_mm2(self, count: int) -> float:
        """Return the area of so many pixels."""
        return count * self.row_mm * self.column_mm


def body_of(hounsfield: npt.NDArray[np.float32], scale: Scale) -> Bits:
    """Return the body without the table, its air included, (rows, columns) uint8."""
    dense = (hounsfield > BODY_HU).astype(np.uint8)
    return filled(largest_region(opened(dense, scale.pixels(_TABLE_MM))))


def aerated_lungs(hounsfield: npt.NDArray[np.float32], scale: Scale) -> Bits:
    """Return the air of the lungs, without airways and bowel.

    Parameters
    ----------
    hounsfield
        (rows, columns) float32 of an axial slice.
    scale
        Of its pixels.

    Returns
    -------
    (rows, columns) uint8, 1 in the lungs.
    """
    air = ((hounsfield < LUNG_HU) & (body_of(hounsfield, scale) > 0)).astype(np.uint8)
    air[_airways(hounsfield, air, scale) > 0] = 0
    kept = np.zeros_like(air)
    for region in regions(air):
        if scale.area_mm2(int(region.sum())) >= _SMALLEST_MM2 and _has_vessels(hounsfield, region, scale):
            kept |= region
    return kept


def _has_vessels(hounsfield: npt.NDArray[np.float32], region: Bits, scale: Scale) -> bool:
    """Tell lung from gas, whose inside is nowhere denser than gas."""
    inside = cv2.erode(region, disc(scale.pixels(_RIM_MM))) > 0
    if not inside.any():
        return False
    return float((hounsfield[inside] > GAS_HU).mean()) > _VESSEL_SHARE


def _airways(hounsfield: npt.NDArray[np.float32], air: Bits, scale: Scale) -> Bits:
    """Return trachea and main bronchi with their partial volume: compact regions of gas in the middle."""
    gas = ((hounsfield < GAS_HU) & (air > 0)).astype(np.uint8)
    gas = opened(gas, scale.pixels(1.5 * _RIM_MM))
    found = np.zeros_like(air)
    for region in _compact(gas, air, scale):
        found |= region
    return np.asarray(cv2.dilate(found, disc(scale.pixels(2 * _RIM_MM))), np.uint8)


def _compact(gas: Bits, air: Bits, scale: Scale) -> Iterator[Bits]:
    """Yield the regions of gas that are of an airway's size, convex, and between the lungs."""
    left, _top, width, _height = cv2.boundingRect(air)
    for region in regions(gas):
        outline = max(cv2.findContours(region, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0], key=len)
        hull = max(cv2.contourArea(cv2.convexHull(outline)), 1.0)
        centre = float(np.flatnonzero(region.any(axis=0)).mean())
        smallest, largest = _AIRWAY_MM2
        fits = smallest <= scale.area_mm2(int(region.sum())) <= largest
        if fits and cv2.contourArea(outline) / hull > 0.8 and abs(centre - left - width / 2) < 0.17 * width:
            yield region


def with_what_lies_in_it(
    lung: Bits, other: Bits, hounsfield: npt.NDArray[np.float32], scale: Scale, *, at_left: bool
) -> Bits:
    """Return one lung with its vessels and with what lies at its pleura.

    Parameters
    ----------
    lung, other
        (rows, columns) uint8: the air of this lung and of the other.
    hounsfield
        (rows, columns) float32.
    scale
        Of the pixels.
    at_left
        Whether this lung lies at the picture's left.
    """
    smooth = filled(closed(lung, scale.pixels(_PLEURA_MM)))
    smooth = with_convex_side(smooth, scale.pixels(_COSTAL_MM), at_left=at_left)
    body = body_of(hounsfield, scale)
    allowed = (hounsfield < BONE_HU) & (other == 0) & (body > 0)
    return np.where(allowed, smooth, lung).astype(np.uint8)

"""What is measured of annotations: lengths, angles, ratios, regions."""

from cxrviewer.measurement.masks import RegionMask, region_mask
from cxrviewer.measurement.measuring import measure, measure_all
from cxrviewer.measurement.outlines import outline_of
from cxrviewer.measurement.proposals import propose_cardiothoracic
from cxrviewer.measurement.scale import Scale, calibration_from, scale_of
from cxrviewer.measurement.wording import (
    decimals,
    describe,
    describe_calibration,
    describe_quantity,
    describe_with_notices,
    unit_sign,
)

__all__ = [
    "RegionMask",
    "Scale",
    "calibration_from",
    "decimals",
    "describe",
    "describe_calibration",
    "describe_quantity",
    "describe_with_notices",
    "measure",
    "measure_all",
    "outline_of",
    "propose_cardiothoracic",
    "region_mask",
    "scale_of",
    "unit_sign",
]

"""What is measured of an annotation: frozen records that carry unit and calibration."""

from dataclasses import dataclass

from cxrviewer.study.annotations import Annotation
from cxrviewer.study.image import PixelSpacing
from cxrviewer.study.results import TextureReadout


@dataclass(frozen=True, slots=True)
class Quantity:
    """One measured value.

    Attributes
    ----------
    name
        "length", "angle", "cardiothoracic ratio", "area", "mean", "standard deviation", "minimum",
        "maximum", "median", "5th percentile" ...
    value
        In `unit`.
    unit
        UCUM where there is one: "mm", "mm2", "deg", "1", "[hnsf'U]"; "px" and "px2" without calibration;
        empty for stored values without a unit.
    """

    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """All that is measured of one annotation.

    Attributes
    ----------
    annotation
        What was measured.
    quantities
        In the order in which they are to be read; empty for arrows, texts and points.
    spacing
        The calibration of lengths and areas, with its origin; None where they are in pixels.
    texture
        Haralick features of a region that is large enough, else None.
    notices
        Sentences that must stand beside the values.
    """

    annotation: Annotation
    quantities: tuple[Quantity, ...] = ()
    spacing: PixelSpacing | None = None
    texture: TextureReadout | None = None
    notices: tuple[str, ...] = ()

"""How large a pixel is: the user's calibration, else the file's, else pixels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxrviewer.study import AnnotationSet, Image, PixelSpacing, Point, SpacingOrigin

Places = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """Size of a pixel.

    Attributes
    ----------
    width, height
        Of a pixel, in `unit`: along a row and down a column. Without calibration a pixel is 1 px wide, and
        as high as its aspect ratio says (PS3.3 C.7.6.3.1.7).
    unit
        "mm" or "px".
    spacing
        Where millimetres come from; None in pixels.
    """

    width: float
    height: float
    unit: str
    spacing: PixelSpacing | None

    @property
    def area_unit(self) -> str:
        """Unit of areas: "mm2" or "px2"."""
        return f"{self.unit}2"

    @property
    def pixel_area(self) -> float:
        """Of one pixel, in `area_unit`."""
        return self.width * self.height

    def places(self, points: Sequence[Point] | Places) -> Places:
        """Return points of the image in lengths, (n, 2) float64 x and y in `unit`."""
        return np.asarray(points, np.float64) * (self.width, self.height)


def scale_of(image: Image, annotations: AnnotationSet) -> Scale:
    """Return the scale that holds for an image: calibrated by the user, by the file, or in pixels."""
    spacing = annotations.calibration or image.spacing
    if spacing is None:
        return Scale(1.0, image.pixel_aspect_ratio, "px", None)
    return Scale(spacing.column_mm, spacing.row_mm, "mm", spacing)


def calibration_from(points: Sequence[Point], length_mm: float, image: Image) -> PixelSpacing:
    """Calibrate an image by the true distance of two of its points.

    Parameters
    ----------
    points
        Two, in the image's pixel coordinates.
    length_mm
        Their distance in millimetres.
    image
        Gives the shape of a pixel: that of its spacing, else its Pixel Aspect Ratio.

    Returns
    -------
    Spacing whose origin is the user; height over width of a pixel are as before.

    Raises
    ------
    ValueError
        If the length is not positive and finite or the points are less than a hundredth of a pixel apart.
    """
    if not (math.isfinite(length_mm) and length_mm > 0):
        raise ValueError("The length for the calibration must be more than 0 mm.")
    (x0, y0), (x1, y1) = points
    aspect = image.spacing.row_mm / image.spacing.column_mm if image.spacing else image.pixel_aspect_ratio
    distance = math.hypot(x1 - x0, (y1 - y0) * aspect)
    if not distance >= 0.01:
        raise ValueError("The two points for the calibration lie on the same place.")
    width = length_mm / distance
    return PixelSpacing(row_mm=width * aspect, column_mm=width, origin=SpacingOrigin.USER)

"""What is measured of a region: its size, the grey values of its pixels, their texture."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cxrviewer.display import default_voi, render_unit
from cxrviewer.measurement.even_odd import TooIntricateError
from cxrviewer.measurement.grey_values import grey_values, measurements_in, statistics, unit_of
from cxrviewer.measurement.masks import RegionMask, region_mask
from cxrviewer.measurement.outlines import Outline, outline_of
from cxrviewer.measurement.scale import Scale
from cxrviewer.study import Annotation, Image, Quantity, TextureReadout, TextureSettings
from cxrviewer.texture import MINIMUM_PAIRS, TextureError, measure_region

UnitPicture = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A region on its image.

    Attributes
    ----------
    image
        What it is drawn on.
    outline
        Of the region.
    mask
        Its pixels in the image.
    is_measured
        (rows, columns) bool of the mask's part: the pixels that are measurements.
    """

    image: Image
    outline: Outline
    mask: RegionMask
    is_measured: npt.NDArray[np.bool_]


def region_of(annotation: Annotation, image: Image) -> Region:
    """Find the pixels of a region.

    Raises
    ------
    ValueError
        If the annotation is no region.
    """
    outline = outline_of(annotation)
    mask = region_mask(outline, image.rows, image.columns)
    is_measured = measurements_in(image, image.pixels[mask.box], mask.inside)
    return Region(image, outline, mask, is_measured)


def measure_size(region: Region, scale: Scale) -> tuple[tuple[Quantity, ...], tuple[str, ...]]:
    """Return area and perimeter of the outline and the number of pixels; notices on outlines.

    The area is that of the whole outline, also where it reaches beyond the image, by the even-odd rule.
    """
    pixels, notices = int(np.count_nonzero(region.mask.inside)), []
    try:
        area = region.outline.area_px()
        size = area.value
        if area.crosses_itself:
            notices.append("The outline crosses itself: what it goes around twice is outside.")
    except TooIntricateError:
        size = pixels
        notices.append("The outline crosses itself very often: its area is that of its pixels.")
    quantities = (
        Quantity("area", size * scale.pixel_area, scale.area_unit),
        Quantity("perimeter", region.outline.perimeter(scale), scale.unit),
        Quantity("pixels", float(pixels), "1"),
    )
    return quantities, tuple(notices)


def measure_grey_values(region: Region) -> tuple[tuple[Quantity, ...], tuple[str, ...]]:
    """Return the statistics of a region's measurements; notices on what is not among them."""
    stored = region.image.pixels[region.mask.box][region.is_measured]
    notices = tuple(_pixel_notices(region, len(stored)))
    if not len(stored):
        return (), notices
    return statistics(grey_values(region.image, stored), unit_of(region.image)), notices


def _pixel_notices(region: Region, measured: int) -> Iterator[str]:
    """Tell which pixels do not count, and what is measured of a colour picture."""
    pixels = int(np.count_nonzero(region.mask.inside))
    if not pixels:
        yield "The region holds the centre of no pixel of the film."
        return
    if region.mask.is_cut:
        yield "The region reaches beyond the film: grey values are of its pixels on the film."
    if measured < pixels:
        yield f"{pixels - measured} pixels that are padding or no number are left out."
    if region.image.is_colour:
        yield "Grey values are the luminance (ITU-R BT.601) of a colour picture."


def measure_region_texture(
    region: Region, name: str, settings: TextureSettings, unit_picture: UnitPicture | None = None
) -> TextureReadout | None:
    """Measure the texture of a region as the analysis measures that of the lungs.

    Parameters
    ----------
    region
        Pixels that are no measurements are left out.
    name
        Of the region, for the readout.
    settings
        How to measure.
    unit_picture
        (rows, columns) float32 in [0, 1]: the whole film as `display.render_unit` gives it; rendered for the
        region alone if None.

    Returns
    -------
    None if the region has fewer than `texture.MINIMUM_PAIRS` pairs of pixels.
    """
    box = region.mask.box
    unit = _rendered(region.image, box) if unit_picture is None else unit_picture[box]
    try:
        readout = measure_region(np.ascontiguousarray(unit), region.is_measured, name, settings)
    except TextureError:
        if np.count_nonzero(region.is_measured) > MINIMUM_PAIRS:
            raise
        return None
    return readout if readout.pairs >= MINIMUM_PAIRS else None


def _rendered(image: Image, box: tuple[slice, slice]) -> UnitPicture:
    """Render a part of a film with the VOI transform of the whole."""
    part = replace(image, pixels=np.ascontiguousarray(image.pixels[box]))
    return render_unit(part, default_voi(image))

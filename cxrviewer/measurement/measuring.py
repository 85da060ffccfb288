"""From an annotation to all that is measured of it."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from cxrviewer.display import render_unit
from cxrviewer.measurement.cardiothoracic import measure_cardiothoracic
from cxrviewer.measurement.lines import Findings, measure_angle, measure_cobb, measure_length
from cxrviewer.measurement.regions import (
    UnitPicture,
    measure_grey_values,
    measure_region_texture,
    measure_size,
    region_of,
)
from cxrviewer.measurement.scale import Scale, scale_of
from cxrviewer.study import (
    Annotation,
    AnnotationSet,
    Image,
    Kind,
    Measurement,
    Point,
    Quantity,
    TextureReadout,
    TextureSettings,
)

FARTHEST_PX = 1e6
"""Coordinates beyond this are those of a broken file."""

_LINES: Mapping[Kind, Callable[[Sequence[Point], Scale], Findings]] = {
    Kind.LENGTH: measure_length,
    Kind.ANGLE: measure_angle,
    Kind.COBB: measure_cobb,
}
_SILENT = frozenset({Kind.ARROW, Kind.TEXT, Kind.POINT})


def measure(
    image: Image,
    annotations: AnnotationSet,
    annotation: Annotation,
    *,
    texture: bool = True,
    settings: TextureSettings | None = None,
    unit_picture: UnitPicture | None = None,
) -> Measurement:
    """Measure one annotation.

    Lengths, areas and angles are those of the user's calibration, else of the file's spacing, else in pixels.

    Parameters
    ----------
    image
        What it is drawn on.
    annotations
        All that is drawn on the image; gives the user's calibration. The annotation need not be among it.
    annotation
        Of any kind; of arrows, texts and points nothing is measured.
    texture
        Whether the texture of a region is measured too; leave it out while a region is dragged.
    settings
        How texture is measured; as the analysis does if None.
    unit_picture
        (rows, columns) float32 in [0, 1]: `display.render_unit` of the image, for texture. What is needed of
        it is rendered if None.
    """
    if annotation.kind in _SILENT:
        return Measurement(annotation)
    scale = scale_of(image, annotations)
    if max(abs(ordinate) for point in annotation.points for ordinate in point) > FARTHEST_PX:
        return Measurement(annotation, notices=("It lies too far away from the film to be measured.",))
    chosen = (settings or TextureSettings()) if texture else None
    (quantities, notices), readout = _measured(image, annotation, scale, chosen, unit_picture)
    spacing = scale.spacing if any(quantity.unit in {"mm", "mm2"} for quantity in quantities) else None
    return Measurement(
        annotation, quantities, spacing, readout, (*notices, *_scale_notices(scale, quantities))
    )


def measure_all(
    image: Image,
    annotations: AnnotationSet,
    *,
    texture: bool = True,
    settings: TextureSettings | None = None,
    unit_picture: UnitPicture | None = None,
) -> tuple[Measurement, ...]:
    """Measure every annotation of an image, in the order of `annotations.items`; as `measure` does each."""
    regions = sum(item.is_region for item in annotations.items)
    if texture and regions > 1 and unit_picture is None:
        unit_picture = render_unit(image)
    return tuple(
        measure(image, annotations, item, texture=texture, settings=settings, unit_picture=unit_picture)
        for item in annotations.items
    )


def _measured(
    image: Image,
    annotation: Annotation,
    scale: Scale,
    settings: TextureSettings | None,
    unit_picture: UnitPicture | None,
) -> tuple[Findings, TextureReadout | None]:
    """Return quantities and notices, and the texture of a region; no texture without settings."""
    if annotation.kind in _LINES:
        return _LINES[annotation.kind](annotation.points, scale), None
    if annotation.kind is Kind.CARDIOTHORACIC:
        return measure_cardiothoracic(annotation, image, scale), None
    region = region_of(annotation, image)
    parts = [measure_size(region, scale), measure_grey_values(region)]
    readout = None
    if settings is not None:
        name = annotation.text or str(annotation.kind)
        readout = measure_region_texture(region, name, settings, unit_picture)
        parts.append(((), () if readout else ("The region is too small for texture.",)))
    quantities, notices = (tuple(chain.from_iterable(part)) for part in zip(*parts, strict=True))
    return (quantities, notices), readout


def _scale_notices(scale: Scale, quantities: Sequence[Quantity]) -> tuple[str, ...]:
    """Say what a pixel's length is where pixels are not square."""
    if scale.spacing or scale.height == scale.width or not any(one.unit == "px" for one in quantities):
        return ()
    return (f"Pixels are {scale.height:.3g} times as high as wide: lengths are in widths of a pixel.",)

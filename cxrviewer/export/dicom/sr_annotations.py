"""Annotations and what is measured of them as measurement groups (PS3.16 TID 1410, 1501)."""

import math
from collections.abc import Iterator, Mapping

from pydicom.dataset import Dataset

from cxrviewer.export.dicom import sr_concepts as concepts
from cxrviewer.export.dicom.derived import image_reference
from cxrviewer.export.dicom.sr_items import (
    CONTAINS,
    HAS_CONTEXT,
    INFERRED_FROM,
    Concept,
    coded,
    container,
    coordinates,
    number,
    text,
    unique,
)
from cxrviewer.export.request import ExportRequest
from cxrviewer.readers.layers.own import MINOR_AXIS_FIRST, date_time_of
from cxrviewer.readers.layers.shapes import GraphicType, Shape, has_minor_axis_first, shapes_of
from cxrviewer.study import Annotation, Kind, Measurement, PixelSpacing, SpacingOrigin, TextureReadout

_ON_LINES = frozenset({Kind.LENGTH, Kind.ANGLE, Kind.COBB, Kind.CARDIOTHORACIC})
_CALIBRATED = frozenset({"mm", "mm2", "px", "px2"})
_PLANAR, _OTHER = "1410", "1501"


def annotation_groups(request: ExportRequest) -> Iterator[Dataset]:
    """Give a measurement group for each annotation.

    A region, arrow, text or point is a planar region of interest (TID 1410) with one SCOORD. The lines of a
    length, angle or ratio are the SCOORDs that its first value is inferred from (TID 1501, TID 300).
    """
    measured = {measurement.annotation.identifier: measurement for measurement in request.measurements}
    reference = image_reference(request)
    for place, annotation in enumerate(request.annotations.items, 1):
        measurement = measured.get(annotation.identifier) or Measurement(annotation)
        yield _group(f"{annotation.kind.value} {place}", annotation, measurement, reference)


def texture_items(
    readout: TextureReadout, properties: Mapping[str, list[Dataset]] | None = None
) -> Iterator[Dataset]:
    """Give the features of a region, and how they were measured (compare TID 1419).

    Parameters
    ----------
    readout
        The features.
    properties
        Feature name -> items under its value (TID 310); none if None.
    """
    for name, value in readout.features.items():
        concept = concepts.feature(name, readout.settings.convention)
        yield from _values(concept.meaning, concept, value, concepts.NO_UNIT, (properties or {}).get(name))
    yield text(concepts.TEXTURE_SETTINGS, f"{readout.settings.words}, {readout.pairs} pairs")


def _group(name: str, annotation: Annotation, measurement: Measurement, reference: Dataset) -> Dataset:
    """Return one group, its items in the order of the template."""
    lines = [coordinates(concepts.SOURCE, shape, reference, INFERRED_FROM) for shape in shapes_of(annotation)]
    values = list(_quantities(measurement, lines if annotation.kind in _ON_LINES else []))
    on_lines = annotation.kind in _ON_LINES and any("ContentSequence" in value for value in values)
    group = container(
        concepts.GROUP,
        [
            text(concepts.TRACKING_IDENTIFIER, name, HAS_CONTEXT),
            unique(concepts.TRACKING_UID, annotation.uid),
            *([] if on_lines else _regions(annotation, reference)),
            *values,
            *_spacing(measurement.spacing),
            *(texture_items(measurement.texture) if measurement.texture else ()),
            *_evaluations(annotation, measurement),
        ],
        _OTHER if annotation.kind in _ON_LINES else _PLANAR,
    )
    when = date_time_of(annotation.created)
    if when:
        group.ObservationDateTime = when
    return group


def _regions(annotation: Annotation, reference: Dataset) -> list[Dataset]:
    shapes = shapes_of(annotation) or (Shape(GraphicType.POINT, annotation.points),)
    return [coordinates(concepts.IMAGE_REGION, shape, reference, CONTAINS) for shape in shapes]


def _quantities(measurement: Measurement, lines: list[Dataset]) -> Iterator[Dataset]:
    """Give the values; the first has the lines that all of them are inferred from."""
    for quantity in measurement.quantities:
        name = concepts.quantity(quantity.name)
        for item in _values(quantity.name, name, quantity.value, concepts.unit(quantity.unit), lines):
            yield item
            lines = [] if item.ValueType == "NUM" else lines


def _values(
    words: str,
    name: Concept,
    value: float,
    unit: Concept,
    children: list[Dataset] | None = None,
) -> Iterator[Dataset]:
    """Give one value; in words where it is no number, which a NUM cannot hold."""
    if math.isfinite(value):
        yield number(name, value, unit, children or ())
    else:
        yield text(concepts.NOTICE, f"{words}: no number")


def _spacing(spacing: PixelSpacing | None) -> Iterator[Dataset]:
    """Give the spacing that the user has set, which no file says."""
    if spacing is not None and spacing.origin is SpacingOrigin.USER:
        yield number(concepts.ROW_SPACING, spacing.row_mm, concepts.MM_PER_PIXEL)
        yield number(concepts.COLUMN_SPACING, spacing.column_mm, concepts.MM_PER_PIXEL)


def _evaluations(annotation: Annotation, measurement: Measurement) -> Iterator[Dataset]:
    """Give kind, calibration, the reader's words and notices."""
    yield coded(concepts.KIND, concepts.kind(annotation.kind))
    if has_minor_axis_first(annotation):
        yield coded(concepts.KIND, concepts.private(MINOR_AXIS_FIRST, "Minor axis drawn first"))
    if any(quantity.unit in _CALIBRATED for quantity in measurement.quantities):
        origin = measurement.spacing.origin if measurement.spacing else None
        yield coded(concepts.CALIBRATION, concepts.calibration(origin))
    if annotation.text:
        yield text(concepts.COMMENT, annotation.text)
    for notice in measurement.notices:
        yield text(concepts.NOTICE, notice)

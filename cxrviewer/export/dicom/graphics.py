"""Annotations as graphic and text objects of a presentation state (PS3.3 C.10.5, C.10.7, C.10.11)."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydicom.dataset import Dataset

from cxrviewer.export.dicom.derived import image_reference, plain
from cxrviewer.export.request import ExportRequest
from cxrviewer.measurement import describe_with_notices
from cxrviewer.readers.layers.own import VALUES_LAYER, description_of
from cxrviewer.readers.layers.shapes import GraphicType, Shape, shapes_of
from cxrviewer.study import Annotation, Kind, Measurement, Point

_LAYERS = {
    "REGIONS": "Regions of interest",
    "MEASUREMENTS": "Lengths, angles and ratios",
    "MARKS": "Arrows, points and texts",
    VALUES_LAYER: "Measured values",
}
_MARKS = frozenset({Kind.ARROW, Kind.TEXT, Kind.POINT})
_LIGHT = 65535
_LONGEST_TEXT = 1024  # of an ST (PS3.5 6.2)
_HEAD_SHARE, _HEAD_ANGLE = 0.2, math.radians(25)
_LINE_HEIGHT_SHARE, _CHARACTER_WIDTH = 0.02, 0.6

Objects = dict[str, tuple[list[Dataset], list[Dataset]]]


def add_graphics(state: Dataset, request: ExportRequest) -> None:
    """Add what is drawn, in layers; nothing where nothing is drawn.

    Each annotation is a graphic group: its label is the kind, its description the UID. Measured values stand
    in a layer of their own.
    """
    items = request.annotations.items
    if not items:
        return
    measured = {measurement.annotation.identifier: measurement for measurement in request.measurements}
    line_height = _LINE_HEIGHT_SHARE * max(request.image.rows, request.image.columns)
    objects: Objects = {}
    for group, annotation in enumerate(items, 1):
        graphics, texts = objects.setdefault(_layer(annotation), ([], []))
        graphics += [_graphic(shape, group) for shape in (*shapes_of(annotation), *_arrow_head(annotation))]
        texts += _texts(annotation.text, annotation.points[0], group, line_height)
        values = _values_of(measured.get(annotation.identifier))
        below = _beneath(annotation, line_height)
        objects.setdefault(VALUES_LAYER, ([], []))[1].extend(_texts(values, below, group, line_height))
    drawn = {layer: objects[layer] for layer in _LAYERS if any(objects.get(layer, ()))}
    state.GraphicAnnotationSequence = list(_annotation_items(drawn, request))
    state.GraphicLayerSequence = [_layer_item(layer, order) for order, layer in enumerate(drawn, 1)]
    state.GraphicGroupSequence = [_group_item(annotation, group) for group, annotation in enumerate(items, 1)]


def _values_of(measurement: Measurement | None) -> str:
    """Return values and notices of a measurement, line by line, in ASCII, which every program can draw."""
    lines = describe_with_notices(measurement) if measurement else ()
    return "\n".join(lines).replace("²", "2").replace("°", " deg")


def _layer(annotation: Annotation) -> str:
    if annotation.kind in _MARKS:
        return "MARKS"
    return "REGIONS" if annotation.is_region else "MEASUREMENTS"


def _annotation_items(
    objects: Mapping[str, tuple[list[Dataset], list[Dataset]]], request: ExportRequest
) -> Iterator[Dataset]:
    """Give one item a layer; a sequence without items is left out, as it must be."""
    for layer, (graphics, texts) in objects.items():
        item = Dataset()
        item.ReferencedImageSequence = [image_reference(request)]
        item.GraphicLayer = layer
        if texts:
            item.TextObjectSequence = texts
        if graphics:
            item.GraphicObjectSequence = graphics
        yield item


def _layer_item(layer: str, order: int) -> Dataset:
    item = Dataset()
    item.GraphicLayer, item.GraphicLayerOrder = layer, order
    item.GraphicLayerRecommendedDisplayGrayscaleValue = _LIGHT
    item.GraphicLayerDescription = _LAYERS[layer]
    return item


def _group_item(annotation: Annotation, group: int) -> Dataset:
    item = Dataset()
    item.GraphicGroupLabel = annotation.kind.value
    item.GraphicGroupDescription = description_of(annotation)
    item.GraphicGroupID = group
    return item


def _graphic(shape: Shape, group: int) -> Dataset:
    item = Dataset()
    item.GraphicAnnotationUnits = "PIXEL"
    item.GraphicDimensions = 2
    item.NumberOfGraphicPoints = len(shape.points)
    item.GraphicData = [number for point in shape.points for number in point]
    item.GraphicType = shape.type.value
    if shape.is_closed or shape.type in {GraphicType.CIRCLE, GraphicType.ELLIPSE}:
        item.GraphicFilled = "N"
    item.GraphicGroupID = group
    return item


def _arrow_head(annotation: Annotation) -> Iterable[Shape]:
    """Return the barbs of an arrow, which DICOM has no graphic type for."""
    if annotation.kind is not Kind.ARROW:
        return ()
    (x, y), (tail_x, tail_y) = annotation.points
    length, direction = _HEAD_SHARE * math.hypot(tail_x - x, tail_y - y), math.atan2(tail_y - y, tail_x - x)
    ends = [
        (x + length * math.cos(direction + turn), y + length * math.sin(direction + turn))
        for turn in (-_HEAD_ANGLE, _HEAD_ANGLE)
    ]
    return (Shape(GraphicType.POLYLINE, (ends[0], (x, y), ends[1])),)


def _beneath(annotation: Annotation, line_height: float) -> Point:
    """Return where the values begin: beneath the reader's words."""
    x, y = annotation.points[0]
    return x, y + line_height * len(annotation.text.splitlines())


def _texts(text: str, place: Point, group: int, line_height: float) -> list[Dataset]:
    """Return the text objects of some words, several where one cannot hold them."""
    return [_text(part, place, group, line_height) for part in _parts(plain(text))]


def _parts(text: str) -> Sequence[str]:
    """Cut words into parts that an ST holds; none ends with a blank, which would be lost."""
    parts = []
    while text.strip():
        end = min(len(text), _LONGEST_TEXT)
        while end < len(text) and (text[end - 1].isspace() or text[end].isspace()):
            end -= 1
        end = end or _LONGEST_TEXT
        parts.append(text[:end])
        text = text[end:]
    return parts


def _text(text: str, place: Point, group: int, line_height: float) -> Dataset:
    """Return a text object that begins at a place; a box as large as the text is likely to be."""
    lines = text.splitlines()
    width = line_height * _CHARACTER_WIDTH * max(map(len, lines))
    item = Dataset()
    item.BoundingBoxAnnotationUnits = item.AnchorPointAnnotationUnits = "PIXEL"
    item.UnformattedTextValue = text
    item.BoundingBoxTopLeftHandCorner = list(place)
    item.BoundingBoxBottomRightHandCorner = [place[0] + width, place[1] + line_height * len(lines)]
    item.BoundingBoxTextHorizontalJustification = "LEFT"
    item.AnchorPoint, item.AnchorPointVisibility = list(place), "N"
    item.GraphicGroupID = group
    return item

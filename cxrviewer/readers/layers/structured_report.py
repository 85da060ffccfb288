"""Structured reports of any program: coordinates and their values as annotations (PS3.16 TID 1500)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cxrviewer.errors import ReadError
from cxrviewer.readers.dicom.parsing import DicomFile
from cxrviewer.readers.layers.content import ContentItem, content_item
from cxrviewer.readers.layers.imported import Collector
from cxrviewer.readers.layers.interpreting import Drawn, encloses_nothing, interpreted
from cxrviewer.readers.layers.own import (
    KIND_CODE,
    MINOR_AXIS_FIRST,
    SCHEME,
    Mark,
    created_from,
    identifier_from,
    kind_from,
)
from cxrviewer.readers.layers.record import ImageReference, ImportedLayers
from cxrviewer.readers.layers.references import references
from cxrviewer.readers.layers.shapes import GraphicType, Shape, points_of
from cxrviewer.study import Kind

_GROUP, _TRACKING_IDENTIFIER, _TRACKING_UID = "125007", "112039", "112040"
_FINDING, _COMMENT = "121071", "121106"


@dataclass(frozen=True, slots=True)
class _Place:
    """A graphic on an image, and the value that was measured on it."""

    image: ImageReference
    shape: Shape
    name: str
    value: str


def read_structured_report(file: DicomFile) -> ImportedLayers:
    """Return the coordinates of a report; what has no place in an image becomes a notice.

    Each measurement group of TID 1500 (TID 1410, 1411, 1501) is taken as a whole; coordinates of other
    templates are taken one by one.

    Raises
    ------
    ReadError
        If there are too many, or they are nested too deeply.
    """
    found = Collector(file, "structured report")
    try:
        root = content_item(found.tags)
    except ValueError as error:
        raise ReadError(file.path, f"cannot be imported: {error}") from error
    whole = _evidence(found)
    homeless = 0
    for group in _groups(root):
        places = list(_places(group, root, found, whole))
        homeless += not places
        if not _add_own(found, group, places):
            _add_foreign(found, group, places)
    if homeless:
        found.leave_out(f"Measurements without a place in an image were left out (groups: {homeless}).")
    return found.layers()


def _groups(root: ContentItem) -> Iterator[ContentItem]:
    """Give every measurement group, and what holds coordinates outside of them, in the report's order."""
    for item in root.children:
        if item.value_type == "CONTAINER" and item.name.value != _GROUP:
            yield from _groups(item)
        elif item.name.value == _GROUP or _has_coordinates(item):
            yield item


def _has_coordinates(item: ContentItem) -> bool:
    return item.value_type.startswith("SCOORD") or any(map(_has_coordinates, item.children))


def _evidence(found: Collector) -> tuple[ImageReference, ...]:
    """Return the image that the whole report is about, if it is one alone (C.17.2)."""
    studies = found.tags.items("CurrentRequestedProcedureEvidenceSequence")
    series = [one for study in studies for one in study.items("ReferencedSeriesSequence")]
    images = [image for one in series for image in references(one.items("ReferencedSOPSequence"))]
    return tuple(images) if len(images) == 1 else ()


def _places(
    group: ContentItem, root: ContentItem, found: Collector, whole: tuple[ImageReference, ...]
) -> Iterator[_Place]:
    """Give the graphics of a group, each once, on the image that they are selected from."""
    given: set[tuple[ImageReference, Shape]] = set()
    around = group.images(root) or whole
    for item, parent in [(group, group), *group.below()]:
        if item.value_type == "SCOORD3D":
            found.leave_out("Places in the patient's own coordinates (SCOORD3D) were left out.")
        if item.value_type != "SCOORD":
            continue
        try:
            shape = item.shape()
        except ValueError as error:
            found.leave_out(f"A graphic {error} was left out.")
            continue
        images = item.images(root) or around
        if not images:
            found.leave_out("A graphic that names no image was left out.")
        for image in images:
            if (image, shape) not in given:
                given.add((image, shape))
                yield _Place(image, shape, parent.name.meaning, parent.value_in_words())


def _add_own(found: Collector, group: ContentItem, places: Sequence[_Place]) -> bool:
    """Add a group that this program has written, as it was; tell whether it was one."""
    codes = [item.code.value for item in group.children if _is_kind(item)]
    kind = next(filter(None, map(kind_from, codes)), None)
    uid = next((item.tags.text("UID") for item in group.children if item.name.value == _TRACKING_UID), "")
    identifier = identifier_from(uid)
    if kind is None or not identifier or len({place.image for place in places}) != 1:
        return False
    minor_first = MINOR_AXIS_FIRST in codes
    mark = Mark(identifier, created_from(group.tags.text("ObservationDateTime")), minor_first)
    shapes = tuple(place.shape for place in places)
    try:
        points = points_of(kind, shapes, minor_axis_first=minor_first)
        found.add(places[0].image, (kind, points), _comment(group), mark)
    except ValueError:
        return False
    return True


def _is_kind(item: ContentItem) -> bool:
    return (item.name.value, item.name.scheme) == (KIND_CODE, SCHEME)


def _add_foreign(found: Collector, group: ContentItem, places: Sequence[_Place]) -> None:
    """Add the graphics of another program; the first one bears the words of the group."""
    words = _words(group, places)
    for place, drawn in _drawn(places, found):
        text = "\n".join(dict.fromkeys(filter(None, (*words, place.value))))
        found.add(place.image, drawn, text)
        words = ()


def _words(group: ContentItem, places: Sequence[_Place]) -> tuple[str, ...]:
    """Return what a group says: finding, name, comment, values that belong to no graphic."""
    on_places = {place.value for place in places}
    said = [item.code.meaning or item.words for item in group.children if item.name.value == _FINDING]
    said += [item.words for item in group.children if item.name.value == _TRACKING_IDENTIFIER]
    said.append(_comment(group))
    values = [item.value_in_words() for item in (group, *group.children) if item.value_type == "NUM"]
    return (*said, *(value for value in values if value not in on_places))


def _comment(group: ContentItem) -> str:
    return "\n".join(item.words for item in group.children if item.name.value == _COMMENT)


def _drawn(places: Sequence[_Place], found: Collector) -> Iterator[tuple[_Place, Drawn]]:
    """Give what stands for the graphics: an angle where one was measured, else each by its shape."""
    points = tuple(point for place in places for point in place.shape.points)
    lines = all(place.shape.type is GraphicType.POLYLINE for place in places)
    measures_angle = any("angle" in place.name.lower() for place in places)
    kind = {3: Kind.ANGLE, 4: Kind.COBB}.get(len(points))
    if lines and measures_angle and kind is not None:
        yield places[0], (kind, points)
        return
    for place in places:
        if encloses_nothing(place.shape):
            found.leave_out("Open lines are shown as outlines that go there and back, without an area.")
        for drawn in interpreted(place.shape):
            yield place, drawn

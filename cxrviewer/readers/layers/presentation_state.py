"""Softcopy presentation states of any program: graphics and texts as annotations (PS3.3 C.10.5)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cxrviewer.readers.dicom.parsing import DicomFile
from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.layers.displayed import DisplayedArea, displayed_area
from cxrviewer.readers.layers.imported import Collector
from cxrviewer.readers.layers.interpreting import encloses_nothing, interpreted, shape_from
from cxrviewer.readers.layers.own import VALUES_LAYER, Mark, kind_from, mark_from
from cxrviewer.readers.layers.record import ImageReference, ImportedLayers
from cxrviewer.readers.layers.references import references
from cxrviewer.readers.layers.shapes import Shape, points_of
from cxrviewer.study import Kind, Point


@dataclass(frozen=True, slots=True)
class _Text:
    """Words, where they begin, and what they point at, if anything."""

    words: str
    place: Point
    target: Point | None


@dataclass(slots=True)
class _Group:
    """What belongs to one annotation that this program has written."""

    kind: Kind
    mark: Mark
    shapes: list[Shape] = field(default_factory=list)
    texts: list[_Text] = field(default_factory=list)


Groups = dict[tuple[ImageReference, int], _Group]


class _Place:
    """Turns coordinates of one image's annotations into pixels."""

    def __init__(self, state: Tags, image: ImageReference) -> None:
        self._area: DisplayedArea | None = displayed_area(state, image)

    def points(self, item: Tags, values: str, units: str) -> tuple[Point, ...]:
        """Return the points of an attribute.

        Raises
        ------
        ValueError
            If they are placed by what is not known, in words that follow "A graphic".
        """
        numbers = item.numbers(values)
        points = tuple(zip(numbers[::2], numbers[1::2], strict=False))
        by = item.text(units) or "PIXEL"
        if by == "PIXEL":
            return points
        if by == "DISPLAY" and self._area is not None:
            return tuple(self._area.place(*point) for point in points)
        raise ValueError(f"placed in units of {by}")


def read_presentation_state(file: DicomFile) -> ImportedLayers:
    """Return the annotations of a presentation state; what cannot be one becomes a notice.

    Turning and mirroring of the state do not matter to what is placed in pixels; what is placed on the
    displayed area is put where it lies in the image (C.10.4).

    Raises
    ------
    ReadError
        If there are too many.
    """
    found = Collector(file, "presentation state")
    state = found.tags
    groups: Groups = {}
    own = _own_groups(state)
    for item in state.items("GraphicAnnotationSequence"):
        for image in _images(state, item):
            _read_item(item, image, _Place(state, image), found, own, groups)
    for (image, _), group in groups.items():
        _add_group(found, image, group)
    return found.layers()


def _images(state: Tags, item: Tags) -> tuple[ImageReference, ...]:
    """Return the images of a group of annotations: those that it names, else all of the state (C.10.5)."""
    named = references(item.items("ReferencedImageSequence"))
    if named:
        return named
    series = state.items("ReferencedSeriesSequence")
    return tuple(image for one in series for image in references(one.items("ReferencedImageSequence")))


def _own_groups(state: Tags) -> dict[int, tuple[Kind, Mark]]:
    """Return the graphic groups that this program has written, by their IDs (C.10.11)."""
    own: dict[int, tuple[Kind, Mark]] = {}
    for item in state.items("GraphicGroupSequence"):
        kind = kind_from(item.text("GraphicGroupLabel"))
        mark = mark_from(item.text("GraphicGroupDescription"))
        number = item.integer("GraphicGroupID")
        if kind is not None and mark is not None and number is not None:
            own[number] = kind, mark
    return own


def _read_item(
    item: Tags,
    image: ImageReference,
    place: _Place,
    found: Collector,
    own: dict[int, tuple[Kind, Mark]],
    groups: Groups,
) -> None:
    """Read the objects of one item: into their groups, or as another program's."""
    for graphic, shape in _graphics(item, place, found):
        number = graphic.integer("GraphicGroupID")
        if number in own:
            groups.setdefault((image, number), _Group(*own[number])).shapes.append(shape)
        else:
            _add_shape(found, image, shape)
    for text_item, text in _texts(item, place, found):
        number = text_item.integer("GraphicGroupID")
        if number not in own:
            _add_text(found, image, text)
        elif item.text("GraphicLayer") != VALUES_LAYER:
            groups.setdefault((image, number), _Group(*own[number])).texts.append(text)


def _graphics(item: Tags, place: _Place, found: Collector) -> Iterator[tuple[Tags, Shape]]:
    for graphic in item.items("GraphicObjectSequence"):
        filled = graphic.text("GraphicFilled") == "Y"
        try:
            points = place.points(graphic, "GraphicData", "GraphicAnnotationUnits")
            numbers = tuple(number for point in points for number in point)
            yield graphic, shape_from(graphic.text("GraphicType"), numbers, filled=filled)
        except ValueError as error:
            found.leave_out(f"A graphic {error} was left out.")


def _texts(item: Tags, place: _Place, found: Collector) -> Iterator[tuple[Tags, _Text]]:
    for text in item.items("TextObjectSequence"):
        words = text.lines("UnformattedTextValue")
        try:
            box = place.points(text, "BoundingBoxTopLeftHandCorner", "BoundingBoxAnnotationUnits")
            anchor = place.points(text, "AnchorPoint", "AnchorPointAnnotationUnits")
        except ValueError as error:
            found.leave_out(f"A text {error} was left out.")
            continue
        if words and (box or anchor):
            points_at_anchor = box and anchor and text.text("AnchorPointVisibility") == "Y"
            yield text, _Text(words, (box or anchor)[0], anchor[0] if points_at_anchor else None)
        elif words:
            found.leave_out("A text without a place was left out.")


def _add_shape(found: Collector, image: ImageReference, shape: Shape) -> None:
    if encloses_nothing(shape):
        found.leave_out("Open lines are shown as outlines that go there and back, without an area.")
    for drawn in interpreted(shape):
        found.add(image, drawn)


def _add_text(found: Collector, image: ImageReference, text: _Text) -> None:
    if text.target is not None:
        found.add(image, (Kind.ARROW, (text.target, text.place)))
    found.add(image, (Kind.TEXT, (text.place,)), text.words)


def _add_group(found: Collector, image: ImageReference, group: _Group) -> None:
    """Add an annotation of this program; piece by piece if somebody has changed it."""
    shapes = tuple(group.shapes[:1] if group.kind is Kind.ARROW else group.shapes)
    words = "".join(text.words for text in group.texts)
    try:
        if group.kind is Kind.TEXT:
            points = tuple(text.place for text in group.texts[:1])
        else:
            points = points_of(group.kind, shapes, minor_axis_first=group.mark.minor_axis_first)
        found.add(image, (group.kind, points), words, group.mark)
    except ValueError:
        for shape in group.shapes:
            _add_shape(found, image, shape)
        for text in group.texts:
            _add_text(found, image, text)

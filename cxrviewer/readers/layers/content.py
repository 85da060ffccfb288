"""The content tree of a structured report, read with care (PS3.3 C.17.3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from cxrviewer.readers.dicom.tags import Tags
from cxrviewer.readers.layers.interpreting import shape_from
from cxrviewer.readers.layers.record import ImageReference
from cxrviewer.readers.layers.references import references
from cxrviewer.readers.layers.shapes import Shape

DEEPEST = 64
_NO_UNITS = frozenset({"1", ""})


@dataclass(frozen=True, slots=True)
class Concept:
    """A coded concept; what is missing is empty."""

    value: str = ""
    scheme: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ContentItem:
    """One content item.

    Attributes
    ----------
    tags
        Its attributes.
    value_type
        "CONTAINER", "NUM", "SCOORD" ...
    name
        Concept Name.
    children
        The items under it.
    """

    tags: Tags
    value_type: str
    name: Concept
    children: "tuple[ContentItem, ...]"

    def below(self) -> "Iterator[tuple[ContentItem, ContentItem]]":
        """Give every item under this one with its parent, in the order of the report."""
        for child in self.children:
            yield child, self
            yield from child.below()

    @property
    def code(self) -> Concept:
        """Value of a CODE item."""
        return _concept(self.tags, "ConceptCodeSequence")

    @property
    def words(self) -> str:
        """Value of a TEXT item."""
        return self.tags.lines("TextValue")

    def value_in_words(self) -> str:
        """Return name, value and unit of a NUM item, e.g. "Length 12.5 mm"; empty without a value."""
        for measured in self.tags.items("MeasuredValueSequence"):
            value = measured.number("NumericValue")
            unit = _concept(measured, "MeasurementUnitsCodeSequence")
            sign = unit.meaning if unit.value.startswith("{") else unit.value
            if value is not None:
                words = f"{self.name.meaning} {value:.6g}"
                return words if sign in _NO_UNITS else f"{words} {sign}"
        return ""

    def shape(self) -> Shape:
        """Return the graphic of a SCOORD item.

        Raises
        ------
        ValueError
            If there is none, in words that follow "A graphic".
        """
        return shape_from(self.tags.text("GraphicType"), self.tags.numbers("GraphicData"))

    def images(self, root: "ContentItem") -> tuple[ImageReference, ...]:
        """Return the images of the IMAGE items right under this one, by value or reference (C.17.3.2.5)."""
        items = [root.at(child.tags) or child for child in self.children]
        return tuple(
            image
            for item in items
            if item.value_type == "IMAGE"
            for image in references(item.tags.items("ReferencedSOPSequence"))
        )

    def at(self, tags: Tags) -> "ContentItem | None":
        """Return the item that another one refers to by its place in the tree; None where it does not."""
        place = tags.numbers("ReferencedContentItemIdentifier")[1:]  # the first one is the root
        if not tags.has("ReferencedContentItemIdentifier"):
            return None
        item = self
        for number in place:
            if not 1 <= number <= len(item.children):
                return None
            item = item.children[int(number) - 1]
        return item


def content_item(tags: Tags, depth: int = 0) -> ContentItem:
    """Return a content item with all that is under it.

    Raises
    ------
    ValueError
        If items are nested more than `DEEPEST` deep.
    """
    if depth > DEEPEST:
        raise ValueError("its content is nested too deeply")
    children = tuple(content_item(child, depth + 1) for child in tags.items("ContentSequence"))
    return ContentItem(tags, tags.text("ValueType"), _concept(tags, "ConceptNameCodeSequence"), children)


def _concept(tags: Tags, keyword: str) -> Concept:
    for item in tags.items(keyword)[:1]:
        value = item.text("CodeValue") or item.text("LongCodeValue") or item.text("URNCodeValue")
        return Concept(value, item.text("CodingSchemeDesignator"), item.text("CodeMeaning"))
    return Concept()

"""Content items of a structured report: one function per value type (PS3.3 C.17.3, C.18)."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from pydicom.dataset import Dataset
from pydicom.valuerep import format_number_as_ds

from cxrviewer.export.dicom.derived import plain
from cxrviewer.readers.layers.shapes import Shape

CONTAINS, INFERRED_FROM, SELECTED_FROM = "CONTAINS", "INFERRED FROM", "SELECTED FROM"
HAS_CONTEXT, HAS_MODIFIER, HAS_PROPERTIES = "HAS OBS CONTEXT", "HAS CONCEPT MOD", "HAS PROPERTIES"

_LONGEST_CODE, _LONGEST_MEANING = 16, 64


class Concept(NamedTuple):
    """A coded concept (PS3.3 8.8): Code Value, Coding Scheme Designator, Code Meaning."""

    value: str
    scheme: str
    meaning: str


@cache
def coded_entry(concept: Concept) -> Dataset:
    """Return an item of a code sequence, to be read only: it is made once.

    A value of more than 16 characters is a Long Code Value.
    """
    item = Dataset()
    if len(concept.value) > _LONGEST_CODE:
        item.LongCodeValue = concept.value
    else:
        item.CodeValue = concept.value
    item.CodingSchemeDesignator = concept.scheme
    item.CodeMeaning = plain(concept.meaning)[:_LONGEST_MEANING]
    return item


def container(name: Concept, children: Iterable[Dataset], template: str = "") -> Dataset:
    """Return a CONTAINER (C.18.8); `template` is the TID that it follows (C.18.8.1.2)."""
    item = _item("CONTAINER", CONTAINS, name, children)
    item.ContinuityOfContent = "SEPARATE"
    if template:
        followed = Dataset()
        followed.MappingResource, followed.TemplateIdentifier = "DCMR", template
        item.ContentTemplateSequence = [followed]
    return item


def text(name: Concept, words: str, relation: str = CONTAINS) -> Dataset:
    """Return a TEXT item (C.18.3)."""
    item = _item("TEXT", relation, name)
    item.TextValue = plain(words)
    return item


def coded(
    name: Concept, value: Concept, relation: str = CONTAINS, children: Iterable[Dataset] = ()
) -> Dataset:
    """Return a CODE item (C.18.2)."""
    item = _item("CODE", relation, name, children)
    item.ConceptCodeSequence = [coded_entry(value)]
    return item


def number(
    name: Concept,
    value: float,
    unit: Concept,
    children: Iterable[Dataset] = (),
    relation: str = CONTAINS,
) -> Dataset:
    """Return a NUM item (C.18.1) with the value to 16 characters and as a double."""
    item = _item("NUM", relation, name, children)
    measured = Dataset()
    measured.NumericValue = format_number_as_ds(float(value))
    measured.FloatingPointValue = float(value)
    measured.MeasurementUnitsCodeSequence = [coded_entry(unit)]
    item.MeasuredValueSequence = [measured]
    return item


def unique(name: Concept, uid: str, relation: str = HAS_CONTEXT) -> Dataset:
    """Return a UIDREF item (C.18.6)."""
    item = _item("UIDREF", relation, name)
    item.UID = uid
    return item


def image(reference: Dataset, relation: str = SELECTED_FROM, name: Concept | None = None) -> Dataset:
    """Return an IMAGE item (C.18.4)."""
    item = _item("IMAGE", relation, name)
    item.ReferencedSOPSequence = [reference]
    return item


def coordinates(name: Concept, shape: Shape, reference: Dataset, relation: str) -> Dataset:
    """Return a SCOORD item (C.18.6.1) on an image; coordinates are float32."""
    item = _item("SCOORD", relation, name, [image(reference)])
    item.GraphicType = shape.type.value
    item.GraphicData = [number for point in shape.points for number in point]
    return item


def _item(value_type: str, relation: str, name: Concept | None, children: Iterable[Dataset] = ()) -> Dataset:
    item = Dataset()
    item.RelationshipType, item.ValueType = relation, value_type
    if name is not None:
        item.ConceptNameCodeSequence = [coded_entry(name)]
    content = list(children)
    if content:
        item.ContentSequence = content
    return item

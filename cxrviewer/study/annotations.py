"""What a reader draws on an image: frozen records, edited by functions that return another set."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from cxrviewer.study.image import PixelSpacing
from cxrviewer.study.masks import PackedMask

Point = tuple[float, float]


class Kind(StrEnum):
    """What an annotation is; the comment says what its points are, in their order."""

    LENGTH = "length"  # two ends
    ANGLE = "angle"  # end, vertex, end
    COBB = "Cobb angle"  # two ends of one line, two ends of the other
    CARDIOTHORACIC = "cardiothoracic ratio"
    # ^ midline top and bottom; heart, patient's right and left; thorax, patient's right and left
    RECTANGLE = "rectangle"  # two opposite corners, sides along rows and columns
    ELLIPSE = "ellipse"  # two ends of one axis, two ends of the other, at right angles
    POLYGON = "polygon"  # its corners, closed
    FREEHAND = "freehand"  # its outline, closed
    ARROW = "arrow"  # tip, tail
    TEXT = "text"  # where the text begins
    POINT = "point"


_POINTS: dict[Kind, tuple[int, int | None]] = {
    Kind.LENGTH: (2, 2),
    Kind.ANGLE: (3, 3),
    Kind.COBB: (4, 4),
    Kind.CARDIOTHORACIC: (6, 6),
    Kind.RECTANGLE: (2, 2),
    Kind.ELLIPSE: (4, 4),
    Kind.POLYGON: (3, None),
    Kind.FREEHAND: (3, None),
    Kind.ARROW: (2, 2),
    Kind.TEXT: (1, 1),
    Kind.POINT: (1, 1),
}
REGIONS = frozenset({Kind.RECTANGLE, Kind.ELLIPSE, Kind.POLYGON, Kind.FREEHAND})


class Maker(StrEnum):
    """Where an annotation comes from."""

    USER = "drawn by the user"
    MODEL = "proposed from the lung mask"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Annotation:
    """One thing drawn on an image.

    Attributes
    ----------
    kind
        What it is.
    points
        x and y in the image's pixel coordinates, in which the top left pixel covers 0 to 1 (as PS3.3
        C.10.5.1.2 and C.18.6.1.1 count them); how many and which see `Kind`.
    text
        The reader's words; a TEXT has some.
    maker
        Where it comes from; what the user has changed is the user's.
    origin
        Of an imported one: what it was read from, in words without patient data; else empty.
    created
        UTC, ISO 8601.
    identifier
        UUID; as a DICOM UID it is 2.25 and its number (PS3.5 B.2).

    Raises
    ------
    ValueError
        If the number of points does not fit the kind or one is not finite.
    """

    kind: Kind
    points: tuple[Point, ...]
    text: str = ""
    maker: Maker = Maker.USER
    origin: str = ""
    created: str = ""
    identifier: str = ""

    def __post_init__(self) -> None:
        least, most = _POINTS[self.kind]
        if len(self.points) < least or (most is not None and len(self.points) > most):
            raise ValueError(f"a {self.kind} has not {len(self.points)} points")
        if not all(math.isfinite(x) and math.isfinite(y) for x, y in self.points):
            raise ValueError(f"a {self.kind} has a point that is no place")
        object.__setattr__(self, "identifier", self.identifier or str(uuid4()))
        object.__setattr__(self, "created", self.created or datetime.now(UTC).isoformat(timespec="seconds"))

    @property
    def uid(self) -> str:
        """The identifier as a DICOM UID."""
        return f"2.25.{UUID(self.identifier).int}"

    @property
    def is_region(self) -> bool:
        """Whether it encloses an area that can be measured."""
        return self.kind in REGIONS

    def moved(self, points: tuple[Point, ...]) -> "Annotation":
        """Return it at other points, now drawn by the user."""
        return replace(self, points=points, maker=Maker.USER)

    def worded(self, text: str) -> "Annotation":
        """Return it with other words."""
        return replace(self, text=text)


@dataclass(frozen=True, slots=True)
class Segment:
    """A region of the image that another program marked and that was imported.

    Attributes
    ----------
    label
        What it is, in the other program's words.
    mask
        Its pixels; 1 is inside.
    origin
        What it was read from, in words without patient data.
    """

    label: str
    mask: PackedMask
    origin: str = ""


@dataclass(frozen=True, slots=True)
class AnnotationSet:
    """All that a reader has drawn on, corrected on and imported to one image.

    Attributes
    ----------
    image_key
        `ImageSource.key` of the image.
    items
        In the order in which they are drawn.
    calibration
        Millimetres that the user has set by two points; None where the file's own hold.
    lungs
        The lung mask as the user has corrected it (labels as in `LungMask`); None where the model's stands.
    segments
        Imported masks.
    """

    image_key: str
    items: tuple[Annotation, ...] = ()
    calibration: PixelSpacing | None = None
    lungs: PackedMask | None = None
    segments: tuple[Segment, ...] = ()

    def find(self, identifier: str) -> Annotation | None:
        """Return one annotation by its identifier."""
        return next((item for item in self.items if item.identifier == identifier), None)

    def adding(self, *items: Annotation) -> "AnnotationSet":
        """Return the set with more on top; what has the identifier of one that is there takes its place."""
        new = {item.identifier: item for item in items}
        kept = tuple(new.pop(item.identifier, item) for item in self.items)
        return replace(self, items=(*kept, *new.values()))

    def without(self, *identifiers: str) -> "AnnotationSet":
        """Return the set without some."""
        gone = set(identifiers)
        return replace(self, items=tuple(item for item in self.items if item.identifier not in gone))

    def calibrated(self, calibration: PixelSpacing | None) -> "AnnotationSet":
        """Return the set with other millimetres."""
        return replace(self, calibration=calibration)

    def with_lungs(self, lungs: PackedMask | None) -> "AnnotationSet":
        """Return the set with another corrected lung mask."""
        return replace(self, lungs=lungs)

    def with_segments(self, segments: tuple[Segment, ...]) -> "AnnotationSet":
        """Return the set with other imported masks."""
        return replace(self, segments=segments)

    def joining(self, other: "AnnotationSet") -> "AnnotationSet":
        """Return the set with all of another on top; its calibration and lungs count where it has such.

        An annotation with the identifier of one that is there takes its place, a segment that is there
        already is not doubled.
        """
        new = (one for one in other.segments if not any(_is_same(one, kept) for kept in self.segments))
        return replace(
            self.adding(*other.items),
            calibration=other.calibration or self.calibration,
            lungs=other.lungs or self.lungs,
            segments=(*self.segments, *new),
        )


def _is_same(one: Segment, other: Segment) -> bool:
    return (one.label, one.origin, one.mask) == (other.label, other.origin, other.mask)

"""What is drawn on an image, as rows."""

import hashlib
import struct

from cxrviewer.store.rows import OrderedTable, SingleTable
from cxrviewer.study import Annotation, Kind, Maker, PackedMask, PixelSpacing, Point, Segment, SpacingOrigin

_BYTES_OF_A_POINT = 16


def text_value(text: str) -> str:
    """Return a text as SQLite takes it: halves of characters become question marks."""
    return text.encode("utf-8", "replace").decode()


def _packed(points: tuple[Point, ...]) -> bytes:
    """Return points as little-endian float64, x and y in turn."""
    numbers = [number for point in points for number in point]
    return struct.pack(f"<{len(numbers)}d", *numbers)


def _points(packed: bytes) -> tuple[Point, ...]:
    if len(packed) % _BYTES_OF_A_POINT:
        raise ValueError("the points of an annotation are damaged")
    return tuple(struct.iter_unpack("<2d", packed))


def _annotation_values(item: Annotation) -> tuple[object, ...]:
    return (
        item.kind.value,
        _packed(item.points),
        text_value(item.text),
        item.maker.value,
        text_value(item.origin),
        item.created,
    )


def _annotation(
    identifier: str, kind: str, points: bytes, text: str, maker: str, origin: str, created: str
) -> Annotation:
    return Annotation(Kind(kind), _points(points), text, Maker(maker), origin, created, identifier)


def _mask_values(mask: PackedMask) -> tuple[object, ...]:
    return mask.rows, mask.columns, mask.data


def _segment_identifier(segment: Segment) -> str:
    """Identify an imported mask by all that it is."""
    words = repr((segment.label, segment.origin, segment.mask.rows, segment.mask.columns))
    return hashlib.sha256(words.encode("utf-8", "replace") + segment.mask.data).hexdigest()


def _segment_values(segment: Segment) -> tuple[object, ...]:
    return text_value(segment.label), text_value(segment.origin), *_mask_values(segment.mask)


def _segment(_identifier: str, label: str, origin: str, rows: int, columns: int, data: bytes) -> Segment:
    return Segment(label, PackedMask(rows, columns, data), origin)


def _calibration_values(spacing: PixelSpacing) -> tuple[object, ...]:
    return spacing.row_mm, spacing.column_mm, spacing.origin.value


def _calibration(row_mm: float, column_mm: float, origin: str) -> PixelSpacing:
    return PixelSpacing(row_mm, column_mm, SpacingOrigin(origin))


ANNOTATIONS = OrderedTable(
    name="annotations",
    owner="image",
    key="identifier",
    columns=("kind", "points", "text", "maker", "origin", "created"),
    identify=lambda item: item.identifier,
    values=_annotation_values,
    make=_annotation,
)
SEGMENTS = OrderedTable(
    name="segments",
    owner="image",
    key="identifier",
    columns=("label", "origin", "rows", "columns", "data"),
    identify=_segment_identifier,
    values=_segment_values,
    make=_segment,
)
CALIBRATIONS = SingleTable(
    name="calibrations",
    owner="image",
    columns=("row_mm", "column_mm", "origin"),
    values=_calibration_values,
    make=_calibration,
)
LUNGS = SingleTable(
    name="corrected_lungs",
    owner="image",
    columns=("rows", "columns", "data"),
    values=_mask_values,
    make=PackedMask,
)

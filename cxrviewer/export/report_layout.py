"""Elements of a report as things that reportlab lays out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from cxrviewer.export.report_bars import Bars
from cxrviewer.export.report_markup import Element, MarkupError
from cxrviewer.export.report_pictures import Rows, key_images, printed_picture
from cxrviewer.export.report_style import (
    ALARM,
    BODY,
    CONTENT_WIDTH,
    FINDING,
    HEADING,
    LINE,
    SMALL,
    WORDS,
    labelled,
    paragraph,
)
from cxrviewer.study import Grey8

_STYLES = {"h": HEADING, "p": BODY, "finding": FINDING, "words": WORDS, "small": SMALL, "alarm": ALARM}
_PLAIN = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
_RULED = [*_PLAIN, ("LINEBELOW", (0, 0), (-1, -1), 0.3, LINE)]
_GAP = 5 * mm


@dataclass(frozen=True, slots=True, eq=False)
class Materials:
    """What the elements of a report show besides their words.

    Attributes
    ----------
    film
        Returns (rows, columns, 3) uint8 RGB for a box of this width and height in points.
    bars
        Name -> label -> share of 1.
    key_images
        A picture, or None where the image is not at hand, and the line under it.
    """

    film: Callable[[float, float], Grey8]
    bars: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    key_images: Sequence[tuple[Grey8 | None, str]] = ()


def flowables(parent: Element, materials: Materials, width: float = CONTENT_WIDTH) -> list[Flowable]:
    """Return what stands in `<report>` or `<column>`, from the top.

    Raises
    ------
    MarkupError
        If an attribute does not say what it must.
    """
    return [part for element in parent.children for part in _MAKERS[element.name](element, materials, width)]


def _text(element: Element, _materials: Materials, width: float) -> list[Flowable]:
    words = element.text.strip("\n")
    before = [Spacer(width, 1 * mm)] if element.name == "small" else []
    return [*before, paragraph(words, _STYLES[element.name])] if words.strip() else []


def _fields(element: Element, _materials: Materials, width: float) -> list[Flowable]:
    """Return labelled texts, side by side."""
    shares = _shares(element, width)
    cells: list[Any] = [
        labelled(cell.attributes.get("label", ""), cell.text.strip()) for cell in element.children
    ]
    rows = [cells[start : start + len(shares)] for start in range(0, len(cells), len(shares))]
    rows = [row + [""] * (len(shares) - len(row)) for row in rows]
    return [Rows(rows, shares, style=_PLAIN)] if rows else []


def _table(element: Element, _materials: Materials, width: float) -> list[Flowable]:
    """Return a ruled table; the rows that begin with `<th>` stand on every page."""
    rows = [row.children for row in element.children if row.children]
    if not rows:
        return []
    shares, right = _shares(element, width), _numbers(element, "right")
    for row in rows:
        if len(row) != len(shares):
            raise MarkupError(
                f"line {row[0].line}: a row has {len(row)} cells, its table {len(shares)} columns"
            )
    cells = [[_cell(cell, right=number in right) for number, cell in enumerate(row, 1)] for row in rows]
    heads = next((n for n, row in enumerate(rows) if row[0].name != "th"), len(rows))
    repeated = heads if heads < len(rows) else 0
    return [Rows(cells, shares, style=_RULED, repeatRows=repeated)]


def _cell(cell: Element, *, right: bool) -> Flowable:
    return paragraph(cell.text.strip(), SMALL if cell.name == "th" else BODY, right=right)


def _columns(element: Element, materials: Materials, width: float) -> list[Flowable]:
    """Return columns side by side, with a gap between them."""
    room = width - _GAP * (len(element.children) - 1)
    widths = [_number(column, "share", 1.0) for column in element.children]
    widths = [room * share / sum(widths) for share in widths]
    cells = [
        flowables(column, materials, wide) for column, wide in zip(element.children, widths, strict=True)
    ]
    style = [*_PLAIN, ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("LEFTPADDING", (1, 0), (-1, -1), _GAP)]
    padded = [wide + (_GAP if number else 0) for number, wide in enumerate(widths)]
    return [Table([cells], padded, style=style)] if any(cells) else []


def _film(element: Element, materials: Materials, width: float) -> list[Flowable]:
    height = _number(element, "height", 96.0) * mm
    return [Spacer(width, 2 * mm), printed_picture(materials.film(width, height), width, height)]


def _bars(element: Element, materials: Materials, width: float) -> list[Flowable]:
    shares = materials.bars.get(element.attributes.get("of", ""), {})
    return [Bars(shares, width)] if shares else []


def _key_images(element: Element, materials: Materials, width: float) -> list[Flowable]:
    return key_images(materials.key_images, width, _number(element, "side", 40.0) * mm)


_MAKERS: dict[str, Callable[[Element, Materials, float], list[Flowable]]] = {
    **dict.fromkeys(_STYLES, _text),
    "fields": _fields,
    "table": _table,
    "columns": _columns,
    "film": _film,
    "bars": _bars,
    "key-images": _key_images,
}


def _shares(element: Element, width: float) -> list[float]:
    """Return the widths of columns, of which `shares` gives the proportions."""
    shares = _numbers(element, "shares") or [1.0]
    if min(shares) <= 0:
        raise MarkupError(f"line {element.line}: the shares of <{element.name}> must be greater than 0")
    return [width * share / sum(shares) for share in shares]


def _number(element: Element, name: str, default: float) -> float:
    numbers = _numbers(element, name) or [default]
    if len(numbers) != 1 or not 0 < numbers[0] < 1000:
        raise MarkupError(f"line {element.line}: {name} of <{element.name}> must be one number above 0")
    return numbers[0]


def _numbers(element: Element, name: str) -> list[float]:
    try:
        return [float(number) for number in element.attributes.get(name, "").split()]
    except ValueError as error:
        raise MarkupError(f"line {element.line}: {name} of <{element.name}> must be numbers") from error

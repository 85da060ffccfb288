"""A report as a PDF."""

import io
from collections.abc import Sequence

from PIL import Image as Picture
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Image, KeepTogether, Spacer, Table

from cxrviewer.export.report_pages import PageWords, paged
from cxrviewer.export.report_style import (
    ALARM,
    BODY,
    CONTENT_WIDTH,
    HEADING,
    LINE,
    SMALL,
    paragraph,
)
from cxrviewer.training.evaluation.gallery import GalleryPicture
from cxrviewer.training.evaluation.report.content import Document, Gallery, Grid, Part, Plot, Plots, Words

_PICTURES, _PICTURE_HEIGHT = 3, 52 * mm
_GAP = 3 * mm
_LETTER, _COLUMN_GAP = 1.5 * mm, 4 * mm
_WITH_HEADING = 40 * mm
_RULED = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.3, LINE),
]
_PLAIN = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")]


def pdf(document: Document) -> bytes:
    """Return the PDF."""
    words = PageWords(
        title=document.title,
        subtitle=document.subtitle,
        patient=document.title,
        warning=document.warning,
        status="Research figures of a model",
        origin=document.origin,
    )
    content: list[Flowable] = []
    for section in document.sections:
        content += [CondPageBreak(_WITH_HEADING), paragraph(section.heading, HEADING)]
        for part in section.parts:
            content += [*_flowables(part), Spacer(1, _GAP)]
    return paged(content, words)


def _flowables(part: Part) -> list[Flowable]:
    if isinstance(part, Words):
        return [paragraph(part.text, ALARM if part.alarm else BODY)]
    if isinstance(part, Grid):
        return _table(part)
    if isinstance(part, Plots):
        return _plots(part)
    return _gallery(part)


def _table(grid: Grid) -> list[Flowable]:
    head = [paragraph(cell, SMALL, right=number >= grid.texts) for number, cell in enumerate(grid.head)]
    rows = [
        [paragraph(cell, BODY, right=number >= grid.texts) for number, cell in enumerate(row)]
        for row in grid.rows
    ]
    table = Table([head, *rows], _widths(grid), style=_RULED, repeatRows=1, hAlign="LEFT")
    return [table, *([Spacer(1, 1 * mm), paragraph(grid.note, SMALL)] if grid.note else [])]


def _widths(grid: Grid) -> list[float]:
    """Return column widths as their longest texts need, within the page and within bounds."""
    columns = zip(grid.head, *grid.rows, strict=True)
    wanted = [_LETTER * min(60, max(8, *map(len, column))) + _COLUMN_GAP for column in columns]
    return [width * min(1, CONTENT_WIDTH / sum(wanted)) for width in wanted]


def _plots(plots: Plots) -> list[Flowable]:
    """Return two plots in a row."""
    width = CONTENT_WIDTH / 2
    rows = [plots.plots[start : start + 2] for start in range(0, len(plots.plots), 2)]
    return [
        Table([[_plot(one, width) for one in row] + [""] * (2 - len(row))], [width, width], style=_PLAIN)
        for row in rows
    ]


def _plot(plot: Plot, width: float) -> list[Flowable]:
    scaled = plot.drawing.copy()
    scaled.renderScale = (width - 4 * mm) / plot.drawing.width
    return [scaled, paragraph(plot.caption, SMALL)]


def _gallery(gallery: Gallery) -> list[Flowable]:
    """Return pictures with their lines, three in a row."""
    width = CONTENT_WIDTH / _PICTURES
    rows = [
        gallery.pictures[start : start + _PICTURES] for start in range(0, len(gallery.pictures), _PICTURES)
    ]
    return [KeepTogether(Table([_cells(row, width)], [width] * _PICTURES, style=_PLAIN)) for row in rows]


def _cells(row: Sequence[GalleryPicture], width: float) -> list[object]:
    cells: list[object] = [
        [
            _image(one, width - 3 * mm),
            paragraph(one.title, SMALL),
            *(paragraph(line, SMALL) for line in one.lines),
        ]
        for one in row
    ]
    return cells + [""] * (_PICTURES - len(row))


def _image(picture: GalleryPicture, width: float) -> Flowable:
    rows, columns = picture.pixels.shape[:2]
    scale = min(width / columns, _PICTURE_HEIGHT / rows)
    stream = io.BytesIO()
    Picture.fromarray(picture.pixels).save(stream, "JPEG", quality=88)
    stream.seek(0)
    return Image(stream, columns * scale, rows * scale, hAlign="LEFT")

"""The analysis of one image as a PDF of one page."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepInFrame, Table

from cxrviewer import __version__
from cxrviewer.export import report_blocks as blocks
from cxrviewer.export.report_style import (
    CONTENT_WIDTH,
    FOOT_HEIGHT,
    HEAD_HEIGHT,
    INK,
    LINE,
    MARGIN,
    PAGE,
    QUIET,
    SMALL,
    WARNING,
    paragraph,
)
from cxrviewer.export.writing import write_bytes
from cxrviewer.study import NOT_FOR_CLINICAL_USE, Analysis, Grey8, Image

LIMITS = (
    "The lung mask, probabilities and texture come from research models trained on public collections in"
    " which the class goes along with the source and the age of the patient. Probabilities are shares among"
    " the listed classes and not the likelihood of disease; findings outside these classes are not looked"
    " for. Areas are those of the projected lung and hold in the plane of the calibration. Read the film"
    " itself."
)
_FILM_HEIGHT = 96 * mm


def write_report(
    path: Path, image: Image, analysis: Analysis, picture: Grey8, written: datetime | None = None
) -> None:
    """Write the report.

    Parameters
    ----------
    path
        The PDF.
    image
        The image that was analysed.
    analysis
        What was found.
    picture
        (height, width, 3) uint8 RGB: the film as the reader saw it, layers included.
    written
        Date and time to print, with a time zone; now if None.

    Raises
    ------
    ValueError
        If the picture is not RGB uint8, or `written` has no time zone.
    FileError
        If the file cannot be written.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype.name != "uint8":
        raise ValueError(f"expected (height, width, 3) uint8, not {picture.shape} {picture.dtype}")
    when = written or datetime.now().astimezone()
    if when.tzinfo is None:
        raise ValueError("the report's date and time need a time zone")
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=PAGE)
    canvas.setTitle("Chest radiograph: analysis report")
    canvas.setAuthor("cxrviewer")
    canvas.setCreator(f"cxrviewer {__version__}")
    canvas.setSubject(NOT_FOR_CLINICAL_USE)
    _draw_head(canvas)
    _draw_content(canvas, _content(image, analysis, picture))
    _draw_foot(canvas, when)
    canvas.save()
    write_bytes(path, stream.getvalue())


def _content(image: Image, analysis: Analysis, picture: Grey8) -> list[Flowable]:
    """Return everything between head and foot, from the top."""
    width = CONTENT_WIDTH
    left, right = 0.54 * width, 0.43 * width
    film = blocks.film(picture, left, _FILM_HEIGHT)
    shown = [film, *blocks.remark("The film as it was shown, with the layers that were visible.")]
    numbers = [
        *blocks.probabilities(analysis.classification, right),
        *blocks.lung_areas(analysis.areas, right),
    ]
    columns = Table([[shown, numbers]], [width - right, right], style=_COLUMNS)
    return [
        *blocks.study_header(image, width),
        columns,
        *blocks.texture(analysis.texture, width),
        *blocks.models(analysis, width),
        *blocks.notices([*image.notices, *analysis.notices]),
        *blocks.heading("Limits"),
        paragraph(LIMITS, SMALL),
    ]


_COLUMNS: list[Any] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (0, 0), 3 * mm),
    ("TOPPADDING", (1, 0), (1, 0), 0),
]


def _draw_content(canvas: Canvas, content: list[Flowable]) -> None:
    """Draw the content under the head; it shrinks where it would need a second page."""
    room = PAGE[1] - 2 * MARGIN - HEAD_HEIGHT - FOOT_HEIGHT
    page = KeepInFrame(CONTENT_WIDTH, room, content, mode="shrink")
    _, height = page.wrapOn(canvas, CONTENT_WIDTH, room)
    page.drawOn(canvas, MARGIN, PAGE[1] - MARGIN - HEAD_HEIGHT - height)


def _draw_head(canvas: Canvas) -> None:
    """Draw the title and, as prominent, what the report must not be used for."""
    top, right = PAGE[1] - MARGIN, PAGE[0] - MARGIN
    canvas.setFillColor(INK)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(MARGIN, top - 6 * mm, "Chest radiograph")
    canvas.setFillColor(QUIET)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(MARGIN, top - 11.5 * mm, "Report of the automatic analysis")
    width = 72 * mm
    canvas.setStrokeColor(WARNING)
    canvas.setFillColor(WARNING)
    canvas.setLineWidth(1.2)
    canvas.roundRect(right - width, top - 13 * mm, width, 13 * mm, 2 * mm, stroke=1, fill=0)
    title, reason = NOT_FOR_CLINICAL_USE.rstrip(".").split(": ")
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawCentredString(right - width / 2, top - 6 * mm, title.upper())
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(right - width / 2, top - 10.3 * mm, reason)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, top - 16 * mm, right, top - 16 * mm)


def _draw_foot(canvas: Canvas, when: datetime) -> None:
    """Draw what wrote the report and when, and once more what it is not for."""
    base, right = MARGIN, PAGE[0] - MARGIN
    canvas.setStrokeColor(LINE)
    canvas.line(MARGIN, base + 6 * mm, right, base + 6 * mm)
    canvas.setFont("Helvetica", 7)
    canvas.setFillColor(QUIET)
    canvas.drawString(MARGIN, base + 2 * mm, f"cxrviewer {__version__}  ·  {when:%Y-%m-%d %H:%M:%S %z}")
    canvas.setFillColor(WARNING)
    canvas.drawRightString(right, base + 2 * mm, NOT_FOR_CLINICAL_USE)

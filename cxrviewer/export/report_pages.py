"""Pages of the report: what stands at the head and foot of each, and how many there are."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from cxrviewer.export.report_flow import Flow
from cxrviewer.export.report_style import (
    BODY,
    CONTENT_WIDTH,
    FOOT_HEIGHT,
    HEAD_HEIGHT,
    HEADING,
    INK,
    LINE,
    MARGIN,
    PAGE,
    QUIET,
    SMALL,
    WARNING,
)
from cxrviewer.export.report_text import marked_up

_LEFT, _RIGHT, _TOP = MARGIN, PAGE[0] - MARGIN, PAGE[1] - MARGIN
_BOX = 72 * mm
_NEXT_HEAD = 11 * mm


@dataclass(frozen=True, slots=True)
class PageWords:
    """What stands on every page.

    Attributes
    ----------
    title, subtitle
        At the head of the first.
    patient
        At the head of the others.
    warning
        What the report must not be used for: title and reason, parted by a colon.
    status
        That nobody has signed it.
    origin
        What wrote it, and when.
    """

    title: str
    subtitle: str
    patient: str
    warning: str
    status: str
    origin: str


def paged(content: Sequence[Flowable], words: PageWords) -> bytes:
    """Return the PDF.

    Raises
    ------
    reportlab.platypus.doctemplate.LayoutError
        If something that cannot be divided is larger than a page.
    """
    stream = io.BytesIO()
    document = Flow(
        stream,
        pagesize=PAGE,
        title=words.title,
        author="cxrviewer",
        creator=words.origin,
        subject=words.warning,
    )
    document.addPageTemplates(
        [
            PageTemplate("first", _frame(HEAD_HEIGHT), autoNextPageTemplate="next", onPage=_first(words)),
            PageTemplate("next", _frame(_NEXT_HEAD), onPage=_next(words)),
        ]
    )
    document.build([*content], canvasmaker=_numbered(words))
    return stream.getvalue()


def _frame(head: float) -> Frame:
    room = PAGE[1] - 2 * MARGIN - head - FOOT_HEIGHT
    return Frame(_LEFT, MARGIN + FOOT_HEIGHT, CONTENT_WIDTH, room, 0, 0, 0, 0)


def _first(words: PageWords) -> Any:  # noqa: ANN401 - reportlab has no types
    def draw(canvas: Canvas, _document: BaseDocTemplate) -> None:
        width = CONTENT_WIDTH - _BOX - 5 * mm
        _line(
            canvas,
            words.title,
            HEADING.clone("title", fontSize=16, leading=19, textColor=INK),
            _TOP - 6.5 * mm,
            width,
        )
        _line(
            canvas,
            words.subtitle,
            BODY.clone("subtitle", fontSize=10, textColor=QUIET),
            _TOP - 12 * mm,
            width,
        )
        _draw_warning(canvas, words.warning)
        _rule(canvas, _TOP - 16 * mm)

    return draw


def _next(words: PageWords) -> Any:  # noqa: ANN401 - reportlab has no types
    def draw(canvas: Canvas, _document: BaseDocTemplate) -> None:
        _line(canvas, words.patient, BODY, _TOP - 4 * mm, 0.6 * CONTENT_WIDTH)
        canvas.setFillColor(WARNING)
        canvas.setFont("Helvetica-Bold", 9)
        canvas.drawRightString(_RIGHT, _TOP - 3 * mm, words.warning.split(": ")[0].upper())
        _rule(canvas, _TOP - 7 * mm)

    return draw


def _line(canvas: Canvas, text: str, style: Any, y: float, width: float) -> None:  # noqa: ANN401 - reportlab has no types
    """Draw a text of any script on one line, cut with dots where it is too long."""
    line = Paragraph(marked_up(_fitting(text, style, width)), style)
    line.wrapOn(canvas, width, PAGE[1])
    line.drawOn(canvas, _LEFT, y)


def _fitting(text: str, style: Any, width: float) -> str:  # noqa: ANN401 - reportlab has no types
    """Return a text, or as much of it as one line takes."""
    if _is_one_line(text, style, width):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = _is_one_line(f"{text[:middle]}…", style, width)
        low, high = (middle, high) if fits else (low, middle - 1)
    return f"{text[:low]}…"


def _is_one_line(text: str, style: Any, width: float) -> bool:  # noqa: ANN401 - reportlab has no types
    return len(Paragraph(marked_up(text or " "), style).breakLines(width).lines) <= 1


def _draw_warning(canvas: Canvas, warning: str) -> None:
    """Draw, as prominent as the title, what the report must not be used for."""
    title, _colon, reason = warning.rstrip(".").partition(": ")
    middle = _RIGHT - _BOX / 2
    canvas.setStrokeColor(WARNING)
    canvas.setFillColor(WARNING)
    canvas.setLineWidth(1.2)
    canvas.roundRect(_RIGHT - _BOX, _TOP - 13 * mm, _BOX, 13 * mm, 2 * mm, stroke=1, fill=0)
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawCentredString(middle, _TOP - 6 * mm, title.upper())
    canvas.setFont("Helvetica", 8)
    canvas.drawCentredString(middle, _TOP - 10.3 * mm, reason)


def _rule(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.6)
    canvas.line(_LEFT, y, _RIGHT, y)


def _numbered(words: PageWords) -> type[Canvas]:
    """Return a canvas that draws the foot of its pages once it knows how many they are."""

    class Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
        def __init__(self, *arguments: object, **named: object) -> None:
            super().__init__(*arguments, **named)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                _draw_foot(self, words, f"Page {number} of {len(self._pages)}")
                Canvas.showPage(self)
            Canvas.save(self)

    return Numbered


def _draw_foot(canvas: Canvas, words: PageWords, place: str) -> None:
    """Draw what wrote the report and when, that nobody signed it, and once more what it is not for."""
    _rule(canvas, MARGIN + 8 * mm)
    canvas.setFont(SMALL.fontName, 7)
    canvas.setFillColor(QUIET)
    canvas.drawString(_LEFT, MARGIN + 4.4 * mm, words.origin)
    canvas.drawString(_LEFT, MARGIN + 1 * mm, place)
    canvas.setFillColor(WARNING)
    canvas.drawRightString(_RIGHT, MARGIN + 4.4 * mm, words.warning)
    canvas.setFont("Helvetica-Bold", 7)
    canvas.drawRightString(_RIGHT, MARGIN + 1 * mm, words.status)

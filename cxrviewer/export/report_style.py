"""Colours, measures and paragraphs of the report."""

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph

from cxrviewer.export.report_text import marked_up

PAGE = A4
MARGIN = 15 * mm
CONTENT_WIDTH = PAGE[0] - 2 * MARGIN
HEAD_HEIGHT = 20 * mm
FOOT_HEIGHT = 12 * mm

INK = HexColor("#1b2430")
QUIET = HexColor("#5b6675")
LINE = HexColor("#c9d0d8")
TRACK = HexColor("#e8ecf0")
ACCENT = HexColor("#1f6f9f")
WARNING = HexColor("#b3261e")

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=8, leading=10, textColor=INK, splitLongWords=1)
WORDS = ParagraphStyle("words", BODY, fontSize=9.5, leading=12.5)
FINDING = ParagraphStyle("finding", WORDS, fontName="Helvetica-Bold")
SMALL = ParagraphStyle("small", BODY, fontSize=6.8, leading=8.6, textColor=QUIET)
ALARM = ParagraphStyle("alarm", BODY, fontName="Helvetica-Bold", textColor=WARNING)
HEADING = ParagraphStyle(
    "heading",
    BODY,
    fontName="Helvetica-Bold",
    fontSize=9,
    leading=11,
    textColor=ACCENT,
    spaceBefore=2.5 * mm,
    spaceAfter=1.2 * mm,
)


def paragraph(text: str, style: ParagraphStyle = BODY, *, right: bool = False) -> Paragraph:
    """Return a paragraph of plain text."""
    aligned = ParagraphStyle(f"{style.name} right", style, alignment=2) if right else style
    return Paragraph(marked_up(text), aligned)


def labelled(label: str, text: str) -> Paragraph:
    """Return a paragraph of a quiet label and a text."""
    quiet = f'<font color="{QUIET.hexval()}">{marked_up(label)}</font>'
    return Paragraph(f"{quiet}&nbsp; {marked_up(text)}", BODY)

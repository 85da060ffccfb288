"""Fonts, colours and measures of the report."""

from functools import cache
from xml.sax.saxutils import escape  # writes markup; nothing is parsed

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from cxrviewer.locations import resources_folder

PAGE = A4
MARGIN = 15 * mm
CONTENT_WIDTH = PAGE[0] - 2 * MARGIN
HEAD_HEIGHT = 20 * mm
FOOT_HEIGHT = 13 * mm

INK = HexColor("#1b2430")
QUIET = HexColor("#5b6675")
LINE = HexColor("#c9d0d8")
TRACK = HexColor("#e8ecf0")
ACCENT = HexColor("#1f6f9f")
WARNING = HexColor("#b3261e")

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=8, leading=10, textColor=INK)
SMALL = ParagraphStyle("small", BODY, fontSize=6.8, leading=8.6, textColor=QUIET)
SMALL_RIGHT = ParagraphStyle("small right", SMALL, alignment=2)
RIGHT = ParagraphStyle("right", BODY, alignment=2)
HEADING = ParagraphStyle(
    "heading", BODY, fontName="Helvetica-Bold", fontSize=9, leading=11, textColor=ACCENT, spaceAfter=1.5 * mm
)

_WIDE_FONT = "DejaVuSansCondensed"


def paragraph(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """Return a paragraph of plain text, in a font that has its letters."""
    return Paragraph(marked_up(text), style)


def labelled(label: str, text: str) -> Paragraph:
    """Return a paragraph of a quiet label and a text."""
    return Paragraph(f'<font color="{QUIET.hexval()}">{escape(label)}</font>&nbsp; {marked_up(text)}', BODY)


def marked_up(text: str) -> str:
    """Return plain text as reportlab's markup."""
    if _standard_fonts_have(text):
        return escape(text)
    return f'<font face="{_wide_font()}">{escape(text)}</font>'


def _standard_fonts_have(text: str) -> bool:
    """Whether the PDF standard fonts (WinAnsi encoding) can write a text."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _wide_font() -> str:
    """Register the shipped font of Latin, Greek and Cyrillic letters and return its name."""
    registerFont(TTFont(_WIDE_FONT, resources_folder() / "fonts" / f"{_WIDE_FONT}.ttf"))
    return _WIDE_FONT

"""Colours, measures and paragraphs of the report."""

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph

from cxrviewer.export.report_direction import runs_right_to_left
from cxrviewer.export.report_text import divided, marked_up

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
    keepWithNext=1,
)


def paragraph(text: str, style: ParagraphStyle = BODY, *, right: bool = False) -> Flowable:
    """Return a paragraph of plain text."""
    aligned = ParagraphStyle(f"{style.name} right", style, alignment=2) if right else style
    return _RightToLeft(text, aligned) if runs_right_to_left(text) else Paragraph(marked_up(text), aligned)


class _RightToLeft(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A paragraph whose lines are broken before their letters are put into the order of the eye."""

    def __init__(self, text: str, style: ParagraphStyle) -> None:
        super().__init__()
        self._text, self.style = text, style
        self._inner = Paragraph("", style)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Break the lines for a width."""
        broken = divided(self._text, self.style.fontSize, width)
        self._inner = Paragraph(marked_up(broken), self.style)
        size: tuple[float, float] = self._inner.wrap(width, height)
        return size

    def split(self, width: float, height: float) -> list[Flowable]:
        """Return the lines that fit and the others."""
        self.wrap(width, height)
        parts: list[Flowable] = self._inner.split(width, height)
        return parts

    def getSpaceBefore(self) -> float:  # noqa: N802 - reportlab's name
        """Return the space above."""
        return float(self.style.spaceBefore)

    def getSpaceAfter(self) -> float:  # noqa: N802 - reportlab's name
        """Return the space below."""
        return float(self.style.spaceAfter)

    def draw(self) -> None:
        """Draw the lines."""
        self._inner.drawOn(self.canv, 0, 0)


def labelled(label: str, text: str) -> Paragraph:
    """Return a paragraph of a quiet label and a text."""
    quiet = f'<font color="{QUIET.hexval()}">{marked_up(label)}</font>'
    return Paragraph(f"{quiet}&nbsp; {marked_up(text)}", BODY)

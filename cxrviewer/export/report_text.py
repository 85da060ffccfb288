"""Plain text of any script for the report: nothing in it is markup, and no letter of it can fail."""

import math
import unicodedata
from functools import cache
from itertools import groupby
from xml.sax.saxutils import escape  # writes markup; nothing is parsed

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import getFont, registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from cxrviewer.export.report_direction import as_seen
from cxrviewer.locations import resources_folder

STANDARD = ""  # the paragraph's own font, which has the letters of WinAnsi
WIDE = "DejaVuSansCondensed"
_WIDER = "Helvetica-Bold"
ABSENT = "\N{WHITE VERTICAL RECTANGLE}"
# Fonts that a PDF reader brings itself (ISO 32000 9.7.5.2); the ranges that each is taken for
_EASTERN = (
    ("HeiseiKakuGo-W5", ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF61, 0xFF9F))),
    ("HYGothic-Medium", ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7A3))),
    ("STSong-Light", ((0x3000, 0x303F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xFF01, 0xFF60))),
)
_KANA, _HANGUL, _HAN = (name for name, _ranges in _EASTERN)


def marked_up(text: str) -> str:
    """Return plain text as reportlab's markup: every letter in a font that has it, lines kept.

    Control characters and letters that no font has become U+25AF; what is written from right to left comes in
    the order in which it is seen.
    """
    han = _font_of_han(text)
    return "<br/>".join(_runs(as_seen(line), han) for line in text.splitlines())


def divided(text: str, size: float, width: float) -> str:
    """Return a text with its lines broken between words where they would be wider than this, in points."""
    han = _font_of_han(text)
    lines = [_divided_line(line, size, width, han) for line in text.splitlines()]
    return "\n".join(lines)


def _divided_line(line: str, size: float, width: float, han: str) -> str:
    lines, room = [""], width
    for word in line.split(" "):
        taken = _width(f"{word} ", size, han)
        if taken > room and lines[-1]:
            lines.append("")
            room = width
        lines[-1] += f"{word} "
        room -= taken
    return "\n".join(line.rstrip() for line in lines)


def _width(text: str, size: float, han: str) -> float:
    """Return how wide a text is; the standard fonts are measured by the wider of the two."""
    fonts = ((letter, _font(letter, han)) for letter in text)
    return math.fsum(
        stringWidth(letter, _registered(font) if font else _WIDER, size)
        for letter, font in fonts
        if font is not None
    )


def _runs(line: str, han: str) -> str:
    plain = "".join(_drawable(letter, han) for letter in line.replace("\t", "    "))
    pieces = groupby(plain, lambda letter: _font(letter, han))
    return "".join(_run(font, "".join(letters)) for font, letters in pieces)


def _drawable(letter: str, han: str) -> str:
    """Return a letter, or the plain one that it is a shape of where no font has the shape."""
    plain = unicodedata.normalize("NFKC", letter)
    return plain if _font(letter, han) is None and len(plain) == 1 else letter


def _run(font: str | None, letters: str) -> str:
    """Return letters of one font as markup."""
    if font == STANDARD:
        return escape(letters)
    shown = ABSENT * len(letters) if font is None else letters
    return f'<font face="{_registered(font or WIDE)}">{escape(shown)}</font>'


def _font_of_han(text: str) -> str:
    """Return the font for the ideographs of a text: Chinese ones unless kana or Hangul stand among them."""
    for font in (_KANA, _HANGUL):
        if any(_eastern(letter) == font for letter in text):
            return font
    return _HAN


def _font(letter: str, han: str) -> str | None:
    """Return the name of a font that has a letter, the empty one for the standard fonts, None if none has."""
    if not letter.isprintable() and letter != "\N{NO-BREAK SPACE}":
        return None
    if _in_standard_fonts(letter):
        return STANDARD
    if letter in _wide_letters():
        return WIDE
    eastern = _eastern(letter)
    return han if eastern == _HAN else eastern


@cache
def _in_standard_fonts(letter: str) -> bool:
    """Whether the PDF standard fonts (WinAnsi encoding) have a letter."""
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _eastern(letter: str) -> str | None:
    place = ord(letter)
    return next(
        (name for name, ranges in _EASTERN if any(low <= place <= high for low, high in ranges)), None
    )


@cache
def _wide_letters() -> frozenset[str]:
    """Return the letters of the shipped font."""
    return frozenset(map(chr, getFont(_registered(WIDE)).face.charToGlyph))


@cache
def _registered(name: str) -> str:
    """Make a font known to reportlab, once, and return its name."""
    shipped = name == WIDE
    registerFont(
        TTFont(name, resources_folder() / "fonts" / f"{name}.ttf") if shipped else UnicodeCIDFont(name)
    )
    return name

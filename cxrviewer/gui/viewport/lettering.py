"""Text with a dark edge, readable on white and on black; drawn once and kept, for the edge costs time."""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

EDGE_COLOUR = QColor(0, 0, 0, 210)
PADDING = 2
KEPT = 128
# Two blanks stand between what belongs together, such as centre and width
_GROUP, _WORD = re.compile(r"(?:\S| (?! ))+ *"), re.compile(r"\S+\s*")
_AROUND = tuple(QPointF(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y)


@dataclass(frozen=True, slots=True)
class Look:
    """Size in pixels, colour and weight of a text."""

    pixel_size: int
    colour: str
    bold: bool = False


@lru_cache(maxsize=KEPT)
def lettering(text: str, look: Look, alignment: Qt.AlignmentFlag, ratio: float) -> QImage:
    """Return a text on a transparent ground.

    Parameters
    ----------
    text
        One or more lines.
    look
        How it is written.
    alignment
        Left, right or horizontal centre: of the lines among each other.
    ratio
        Device pixels per logical pixel.
    """
    font = font_of(look)
    metrics, lines = QFontMetricsF(font), text.split("\n")
    width = max(metrics.horizontalAdvance(line) for line in lines)
    picture = _ground(width, metrics.height() * len(lines), ratio)
    painter = QPainter(picture)
    painter.setFont(font)
    painter.translate(PADDING, PADDING + metrics.ascent())
    for number, line in enumerate(lines):
        left = _indent(width - metrics.horizontalAdvance(line), alignment)
        _write(painter, QPointF(round(left), round(number * metrics.height())), line, QColor(look.colour))
    painter.end()
    return picture


@lru_cache(maxsize=KEPT)
def fitted(lines: tuple[str, ...], look: Look, width: float) -> tuple[str, ...]:
    """Return the lines broken where they are wider than `width`: between groups, else between words.

    Only a single word that is wider gets dots in its middle: half a number would be a wrong one.
    """
    metrics = QFontMetricsF(font_of(look))
    groups = [part for line in lines for part in _broken(line, _GROUP, metrics, width)]
    words = [part for group in groups for part in _broken(group, _WORD, metrics, width)]
    return tuple(metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, width) for line in words)


def _broken(line: str, piece: re.Pattern[str], metrics: QFontMetricsF, width: float) -> list[str]:
    """Return a line in as few parts as fit, broken between pieces only."""
    parts = [""]
    for found in piece.findall(line):
        if parts[-1] and metrics.horizontalAdvance((parts[-1] + found).rstrip()) > width:
            parts.append("")
        parts[-1] += found
    return [part.rstrip() for part in parts]


def font_of(look: Look) -> QFont:
    """Return the font of a look."""
    font = QFont()
    font.setPixelSize(look.pixel_size)
    font.setBold(look.bold)
    return font


def _indent(spare: float, alignment: Qt.AlignmentFlag) -> float:
    if alignment & Qt.AlignmentFlag.AlignRight:
        return spare
    return spare / 2 if alignment & Qt.AlignmentFlag.AlignHCenter else 0.0


def _ground(width: float, height: float, ratio: float) -> QImage:
    size = ceil((width + 2 * PADDING) * ratio), ceil((height + 2 * PADDING) * ratio)
    picture = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _write(painter: QPainter, at: QPointF, line: str, colour: QColor) -> None:
    """Write a line dark on every side of its place, then bright; stroking its outline is slower."""
    painter.setPen(EDGE_COLOUR)
    for aside in _AROUND:
        painter.drawText(at + aside, line)
    painter.setPen(colour)
    painter.drawText(at, line)

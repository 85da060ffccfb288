"""Axes and marks of a plot: one drawing serves the web page (SVG) and the PDF."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, PolyLine, Rect, String, translate
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

INK, QUIET, RULE = HexColor("#1b2430"), HexColor("#5b6675"), HexColor("#ccd3da")
COLOURS = tuple(
    map(HexColor, ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9", "#000000", "#e69f00"))
)
"""Okabe and Ito's, told apart with every kind of colour vision; yellow is darkened to be seen on white."""

WIDTH, HEIGHT = 250, 205
FONT, SIZE = "Helvetica", 7.5

_LEFT, _RIGHT, _BOTTOM, _TOP = 38, 10, 30, 20
_LEGEND_ROW = 10

Point = tuple[float, float]


def steps(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers from `low` to `high`, at most so many."""
    rough = max(high - low, 1e-9) / (most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    size = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= 0.999 * rough)
    first = -(-low // size) * size
    return [round(first + number * size, 12) for number in range(int((high - first) / size + 1e-9) + 1)]


@dataclass(slots=True)
class Chart:
    """A plot under construction.

    Attributes
    ----------
    x_range, y_range
        Of the axes.
    x_title, y_title
        What they are.
    legend
        Colour and words of each line, under the plot.
    """

    x_range: Point
    y_range: Point
    x_title: str
    y_title: str
    legend: list[tuple[Color, str]] = field(default_factory=list)
    _marks: list[object] = field(default_factory=list)

    def place(self, x: float, y: float) -> Point:
        """Return where a point lies in the drawing, above the legend."""
        (left, right), (low, high) = self.x_range, self.y_range
        across = (x - left) / (right - left) * (WIDTH - _LEFT - _RIGHT)
        return _LEFT + across, _BOTTOM + (y - low) / (high - low) * (HEIGHT - _BOTTOM - _TOP)

    def line(self, points: Sequence[Point], colour: Color, words: str = "", *, dashed: bool = False) -> None:
        """Draw a line through points, with a row in the legend if it has words."""
        flat = [value for point in points for value in self.place(*point)]
        dash = [3, 2] if dashed else None
        self._marks.append(PolyLine(flat, strokeColor=colour, strokeWidth=1.2, strokeDashArray=dash))
        if words:
            self.legend.append((colour, words))

    def dots(self, points: Sequence[Point], colour: Color, radius: float = 2.2) -> None:
        """Draw dots."""
        for point in points:
            x, y = self.place(*point)
            self._marks.append(Circle(x, y, radius, fillColor=colour, strokeColor=None))

    def whisker(self, x: float, low: float, high: float, colour: Color) -> None:
        """Draw an upright line from one value to another."""
        across, start = self.place(x, low)
        self._marks.append(Line(across, start, across, self.place(x, high)[1], strokeColor=colour))

    def bar(self, left: float, right: float, top: float, colour: Color) -> None:
        """Draw a bar from the lower axis up."""
        (x, y), (end, high) = self.place(left, self.y_range[0]), self.place(right, top)
        self._marks.append(
            Rect(x + 0.5, y, max(0.5, end - x - 1), max(0, high - y), fillColor=colour, strokeColor=None)
        )

    def drawn(self) -> Drawing:
        """Return the drawing."""
        below = _LEGEND_ROW * len(self.legend)
        drawing = Drawing(WIDTH, HEIGHT + below)
        parts = [*self._axes(), *self._marks, *self._legend()]
        drawing.add(Group(*parts, transform=translate(0, below)))
        return drawing

    def _axes(self) -> list[object]:
        (left, right), (low, high) = self.x_range, self.y_range
        parts: list[object] = []
        for value in steps(left, right):
            x, y = self.place(value, low)
            parts += [_rule(x, y, x, self.place(value, high)[1]), label(x, y - 9, f"{value:g}", "middle")]
        for value in steps(low, high):
            x, y = self.place(left, value)
            parts += [_rule(x, y, self.place(right, value)[0], y), label(x - 3, y - 2.5, f"{value:g}", "end")]
        middle = (_LEFT + WIDTH - _RIGHT) / 2
        parts.append(label(middle, _BOTTOM - 20, self.x_title, "middle", QUIET))
        parts.append(label(_LEFT - 30, HEIGHT - 7, self.y_title, "start", QUIET))
        return parts

    def _legend(self) -> list[object]:
        parts: list[object] = []
        for number, (colour, words) in enumerate(self.legend):
            y = -_LEGEND_ROW * (number + 1) + 6
            parts.append(Line(_LEFT, y + 2.5, _LEFT + 14, y + 2.5, strokeColor=colour, strokeWidth=2))
            parts.append(label(_LEFT + 18, y, words, "start"))
        return parts


def _rule(x: float, y: float, end_x: float, end_y: float) -> Line:
    return Line(x, y, end_x, end_y, strokeColor=RULE, strokeWidth=0.5)


def label(x: float, y: float, words: str, anchor: str, colour: Color = INK) -> String:
    """Return words at a place; `anchor` says which of their ends is there: "start", "middle" or "end".

    A browser may not have the font: it is told how wide the words are to be, and fits its own in.
    """
    text = String(x, y, words, fontName=FONT, fontSize=SIZE, textAnchor=anchor, fillColor=colour)
    width = f"{stringWidth(words, FONT, SIZE):.1f}"
    text._svgAttrs = {"textLength": width, "lengthAdjust": "spacingAndGlyphs"}
    return text

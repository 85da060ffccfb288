"""Lines on a picture: smooth, with a dark edge, seen on white and on black."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from cxrviewer.display.layer_colours import MAKER_COLOURS, rgb
from cxrviewer.display.tracing import trace
from cxrviewer.export.picture.geometry import Floats, Placing
from cxrviewer.study import Annotation, Grey8, Kind, Maker

_SHIFT = 4
_FARTHEST = 1e6
_EDGE = (0, 0, 0)
_HEAD_ANGLE = 0.42


@dataclass(frozen=True, slots=True)
class Pen:
    """How lines are drawn.

    Attributes
    ----------
    colour
        Red, green, blue.
    width
        In pixels of the picture.
    dashed
        Whether they are broken.
    """

    colour: tuple[int, int, int]
    width: int
    dashed: bool = False


def draw_lines(picture: Grey8, lines: Sequence[Floats], pen: Pen) -> None:
    """Draw rows of points, each (n, 2) x and y with the top left corner as 0, into an RGB picture."""
    pieces = [piece for line in lines for piece in (_dashes(line, pen.width) if pen.dashed else (line,))]
    for colour, width in ((_EDGE, pen.width + max(2, pen.width)), (pen.colour, pen.width)):
        for piece in pieces:
            places = np.clip(piece - 0.5, -_FARTHEST, _FARTHEST) * (1 << _SHIFT)
            corners = np.rint(places).astype(np.int32).reshape(-1, 1, 2)
            cv2.polylines(picture, [corners], False, colour, width, cv2.LINE_AA, _SHIFT)


def _dashes(line: Floats, width: int) -> Iterator[Floats]:
    """Yield the strokes of a broken line."""
    on, off = 7.0 * width, 5.0 * width
    steps = np.hypot(*np.diff(line, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(steps)])
    for start in np.arange(0.0, min(reached[-1], _FARTHEST), on + off):
        stop = min(start + on, reached[-1])
        inner = line[(reached > start) & (reached < stop)]
        ends = np.stack([np.interp([start, stop], reached, line[:, axis]) for axis in (0, 1)], axis=1)
        yield np.concatenate([ends[:1], inner, ends[1:]])


def draw_annotation(picture: Grey8, item: Annotation, placing: Placing, width: int) -> None:
    """Draw what a reader has drawn, in the colour of its maker; what shows how it is measured is broken."""
    colour = rgb(MAKER_COLOURS[item.maker])
    across, down = placing.scales
    traced = trace(item.kind, item.points, down / across)
    lines = [placing.places(line) for line in traced.outlines]
    aids = [placing.places(line) for line in traced.aids]
    draw_lines(picture, aids, Pen(colour, max(1, round(0.7 * width)), dashed=True))
    if item.kind is Kind.TEXT:
        return
    if item.kind is Kind.POINT:
        lines = _cross(lines[0][0], 5.0 * width)
    if item.kind is Kind.ARROW:
        lines.append(_head(lines[0][0], lines[0][1], 8.0 * width))
    draw_lines(picture, lines, Pen(colour, width, dashed=item.maker is Maker.MODEL))


def _cross(at: Floats, reach: float) -> list[Floats]:
    """Return a cross that leaves the point itself free."""
    ways = np.array([(1, 0), (-1, 0), (0, 1), (0, -1)], np.float64)
    return [np.stack([at + 0.35 * reach * way, at + reach * way]) for way in ways]


def _head(tip: Floats, tail: Floats, length: float) -> Floats:
    """Return the two sides of an arrow's head as one row of points."""
    back = np.arctan2(tail[1] - tip[1], tail[0] - tip[0])
    sides = [
        tip + length * np.array([np.cos(side), np.sin(side)])
        for side in (back - _HEAD_ANGLE, back + _HEAD_ANGLE)
    ]
    return np.stack([sides[0], tip, sides[1]])

"""Words on a picture, in the font that ships."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from cxrviewer.locations import resources_folder
from cxrviewer.study import Grey8

_GROUND = 0.72
_LONGEST_LINE = 60
_CELL = 4
_STEPS = (1.05, -1.05, 2.1, -2.1, 3.15, -3.15, 4.2, -4.2)

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture, in pixels."""

    left: int
    top: int
    width: int
    height: int

    def within(self, width: int, height: int) -> "Box":
        """Return it moved into a picture of this size, as far as it fits."""
        left = max(0, min(self.left, width - self.width))
        return Box(left, max(0, min(self.top, height - self.height)), self.width, self.height)


@lru_cache(maxsize=16)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font at so many pixels."""
    path = resources_folder() / "fonts" / "DejaVuSansCondensed.ttf"
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def printable(text: str) -> str:
    """Return one line of a text: no control characters, and no more than fits beside a drawing."""
    shown = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return shown if len(shown) <= _LONGEST_LINE else shown[: _LONGEST_LINE - 1] + "…"


def text_size(lines: Sequence[str], size: int) -> tuple[int, int]:
    """Return width and height of lines with the room around them."""
    width = max(font(size).getlength(line) for line in lines)
    return round(width) + size, round(len(lines) * 1.25 * size) + size // 2


def draw_text(picture: Grey8, box: Box, lines: Sequence[str], size: int, colour: Colour) -> None:
    """Write lines into an RGB picture, on a ground that lets the film through darkly."""
    rows, columns = picture.shape[:2]
    left, top = max(0, box.left), max(0, box.top)
    right, bottom = min(columns, box.left + box.width), min(rows, box.top + box.height)
    if right <= left or bottom <= top:
        return
    part = picture[top:bottom, left:right]
    part[:] = np.rint(part * (1 - _GROUND)).astype(np.uint8)
    canvas = Pillow.fromarray(np.ascontiguousarray(part))
    pen = ImageDraw.Draw(canvas)
    for number, line in enumerate(lines):
        place = (box.left - left + size / 2, box.top - top + size / 4 + number * 1.25 * size)
        pen.text(place, line, font=font(size), fill=colour)
    part[:] = np.asarray(canvas)


class Room:
    """Which parts of a picture are free of text.

    Parameters
    ----------
    width, height
        Of the picture.
    """

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height
        self._taken = np.zeros((height // _CELL + 1, width // _CELL + 1), np.bool_)

    def take(self, candidates: Iterable[Box]) -> Box:
        """Return where a text is put: the first candidate within the picture that meets no other text.

        If there is none, they are moved up and down until one is free; in a crowd the first one is taken.
        """
        boxes = list(candidates)
        moved_in = [box.within(self._width, self._height) for box in boxes]
        moved = (_moved(box, step) for step in _STEPS for box in moved_in)
        chosen = next(filter(self._is_free, chain(boxes, moved_in, moved)), moved_in[0])
        self._taken[self._cells(chosen)] = True
        return chosen

    def _is_free(self, box: Box) -> bool:
        inside = box == box.within(self._width, self._height)
        return inside and not self._taken[self._cells(box)].any()

    @staticmethod
    def _cells(box: Box) -> tuple[slice, slice]:
        return (
            slice(box.top // _CELL, (box.top + box.height - 1) // _CELL + 1),
            slice(box.left // _CELL, (box.left + box.width - 1) // _CELL + 1),
        )


def _moved(box: Box, step: float) -> Box:
    return Box(box.left, box.top + round(step * box.height), box.width, box.height)

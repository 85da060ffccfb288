"""Pictures of the report: at no more than the resolution of print."""

import io
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image as Pillow
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table
from reportlab.platypus import Image as Picture

from cxrviewer.export.report_style import SMALL, paragraph
from cxrviewer.study import Grey8

_PRINT_DPI = 300
_GAP = 4 * mm
_MOST_OF_A_PAGE = 150 * mm


class Rows(Table):  # type: ignore[misc]  # reportlab has no types
    """A table that is divided between its rows, and within one only where no page has room for it."""

    def split(self, width: float, height: float) -> list[Flowable]:
        """Return the parts, of which the first fits the room; none where none does."""
        self.splitInRow = height > _MOST_OF_A_PAGE
        parts: list[Flowable] = super().split(width, height)
        return parts


def printed_picture(picture: Grey8, width: float, height: float) -> Picture:
    """Return a (rows, columns) grey or (rows, columns, 3) RGB picture, fitted into a box in points."""
    rows, columns = picture.shape[:2]
    scale = min(width / columns, height / rows)
    printed = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    dots = tuple(round(side / 72 * _PRINT_DPI) for side in printed)
    if dots[0] < columns:
        picture = cv2.resize(picture, dots, interpolation=cv2.INTER_AREA).astype(np.uint8)
    stream = io.BytesIO()
    Pillow.fromarray(picture).save(stream, "PNG")
    stream.seek(0)
    return Picture(stream, *printed, hAlign="LEFT")


def key_images(pictures: Sequence[tuple[Grey8 | None, str]], width: float, side: float) -> list[Flowable]:
    """Return small pictures in rows, each with its line; an image that is not at hand is said to be so."""
    across = max(1, int((width + _GAP) // (side + _GAP)))
    cells = [_key_image(picture, line, side) for picture, line in pictures]
    rows = [cells[start : start + across] for start in range(0, len(cells), across)]
    style = [
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), _GAP),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return [Table([row], [side + _GAP] * len(row), style=style, hAlign="LEFT") for row in rows]


def _key_image(picture: Grey8 | None, line: str, side: float) -> list[Flowable]:
    if picture is None:
        return [paragraph(f"{line} (its picture was not at hand)", SMALL)]
    return [printed_picture(picture, side, side), paragraph(line, SMALL)]

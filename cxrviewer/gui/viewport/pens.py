"""Colours and pens of what is drawn on a film: thin, with a dark edge, seen on white and on black."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from cxrviewer.display.layer_colours import MAKER_COLOURS
from cxrviewer.study import Maker

HALO = QColor(0, 0, 0, 170)
HALO_WIDTH, WIDTH, SELECTED_WIDTH = 3.6, 1.5, 2.0
AID_ALPHA = 0.8


@dataclass(frozen=True, slots=True)
class Ink:
    """How one annotation is drawn.

    Attributes
    ----------
    colour
        Of its lines and words.
    dashed
        Whether it waits for the user's consent.
    strong
        Whether it is selected or under the cursor.
    """

    colour: str
    dashed: bool = False
    strong: bool = False

    def pen(self, ratio: float, *, aid: bool = False) -> QPen:
        """Return the pen of its outline, or of the lines that show how it is measured.

        Parameters
        ----------
        ratio
            Device pixels per logical pixel.
        aid
            Whether it is for lines that show how it is measured.
        """
        colour = QColor(self.colour)
        if aid:
            colour.setAlphaF(AID_ALPHA)
        pen = cosmetic(colour, SELECTED_WIDTH if self.strong and not aid else WIDTH, ratio)
        if self.dashed or aid:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([5, 4] if self.dashed else [3, 4])
        return pen


INKS = {
    Maker.USER: Ink(MAKER_COLOURS[Maker.USER]),
    Maker.MODEL: Ink(MAKER_COLOURS[Maker.MODEL], dashed=True),
    Maker.IMPORTED: Ink(MAKER_COLOURS[Maker.IMPORTED]),
}
STRONG = {
    Maker.USER: Ink("#fff2a0", strong=True),
    Maker.MODEL: Ink("#a8f0fa", dashed=True, strong=True),
    Maker.IMPORTED: Ink("#dccfff", strong=True),
}


def cosmetic(colour: QColor, width: float, ratio: float) -> QPen:
    """Return a pen as wide on the screen at every zoom, in logical pixels of which each has `ratio`."""
    pen = QPen(colour, width * ratio)  # Qt takes a cosmetic width for one in device pixels
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def halo(ratio: float) -> QPen:
    """Return the pen of the dark edge below every line."""
    return cosmetic(HALO, HALO_WIDTH, ratio)

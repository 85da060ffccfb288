"""Probabilities as bars."""

from collections.abc import Mapping

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from cxrviewer.export.report_style import ACCENT, BODY, INK, QUIET, TRACK, paragraph
from cxrviewer.study import class_title, percent

_ROW = 6.2 * mm
_LABEL, _NUMBER = 29 * mm, 15 * mm
_LEAST = 0.002  # a narrower bar would be drawn as a line


class Bars(Flowable):  # type: ignore[misc]  # reportlab has no types
    """One bar a label with its number; the highest is accented."""

    def __init__(self, probabilities: Mapping[str, float], width: float) -> None:
        super().__init__()
        self.probabilities = probabilities
        self.width, self.height = width, _ROW * len(probabilities)

    def draw(self) -> None:
        """Draw one row for each label, from the top."""
        highest = max(self.probabilities.values())
        for row, (label, share) in enumerate(self.probabilities.items()):
            self._draw_row(self.height - (row + 1) * _ROW, label, share, accented=share == highest)

    def _draw_row(self, y: float, label: str, share: float, *, accented: bool) -> None:
        canvas, room = self.canv, self.width - _LABEL - _NUMBER
        name = paragraph(class_title(label)[:40], BODY)
        name.wrapOn(canvas, _LABEL - 2 * mm, _ROW)
        name.drawOn(canvas, 0, y + 0.5)
        canvas.setFillColor(INK)
        canvas.setFont("Helvetica-Bold" if accented else "Helvetica", 8)
        canvas.drawRightString(self.width, y + 2, percent(share))
        canvas.setFillColor(TRACK)
        canvas.rect(_LABEL, y + 1, room, 3.2 * mm, stroke=0, fill=1)
        if share >= _LEAST:
            canvas.setFillColor(ACCENT if accented else QUIET)
            canvas.rect(_LABEL, y + 1, room * min(share, 1.0), 3.2 * mm, stroke=0, fill=1)

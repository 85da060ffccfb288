"""How a report flows over its pages: no heading is the last thing on one."""

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, Spacer

_BEGINNING = 15 * mm  # no less of something that is divided stands under a heading


class Flow(BaseDocTemplate):  # type: ignore[misc]  # reportlab has no types
    """A document in which some of what follows a heading stands on the heading's page.

    reportlab's own way is to keep all of it together, which leaves a gap above every long table.
    """

    def handle_keepWithNext(self, flowables: list[Flowable]) -> None:  # noqa: N802 - reportlab's name
        """Break the page before a heading that nothing would follow on it; one at the top stays."""
        if not flowables[0].getKeepWithNext() or self.frame._atTop:
            return
        if not _is_followed(flowables, self.frame, self.canv):
            flowables.insert(0, PageBreak())


def _is_followed(flowables: Sequence[Flowable], frame: Frame, canvas: Canvas) -> bool:
    """Whether the frame has room for a heading and the beginning of what comes after it; true at the end."""
    width, room = frame._getAvailableWidth(), frame._y - frame._y1p
    for part in flowables:
        room -= part.getSpaceBefore()
        _, height = part.wrapOn(canvas, width, room)
        if not (part.getKeepWithNext() or isinstance(part, Spacer)):
            return height <= room or (room > _BEGINNING and bool(part.splitOn(canvas, width, room)))
        room -= height + part.getSpaceAfter()
    return True

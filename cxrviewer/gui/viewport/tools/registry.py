"""Which tool each hand takes up; WINDOW and SELECT take none."""

from collections.abc import Callable, Mapping
from functools import partial

from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.viewport.tools import points
from cxrviewer.gui.viewport.tools.easel import Easel
from cxrviewer.gui.viewport.tools.outlines import FreehandTool, PolygonTool
from cxrviewer.gui.viewport.tools.tool import Tool


def _lung_tool(name: str, easel: Easel) -> Tool:
    """Return a tool of `lungs`, which costs time to import, at its first use."""
    from cxrviewer.gui.viewport.tools import lungs

    make: Callable[[Easel], Tool] = getattr(lungs, name)
    return make(easel)


TOOLS: Mapping[Hand, Callable[[Easel], Tool]] = {
    Hand.LENGTH: partial(points.PointsTool, points.LENGTH),
    Hand.ANGLE: partial(points.PointsTool, points.ANGLE),
    Hand.COBB: partial(points.PointsTool, points.COBB),
    Hand.CARDIOTHORACIC: partial(points.PointsTool, points.CARDIOTHORACIC),
    Hand.RECTANGLE: partial(points.PointsTool, points.RECTANGLE),
    Hand.ELLIPSE: partial(points.PointsTool, points.ELLIPSE),
    Hand.POLYGON: PolygonTool,
    Hand.FREEHAND: FreehandTool,
    Hand.ARROW: partial(points.WordsTool, points.ARROW),
    Hand.TEXT: partial(points.WordsTool, points.TEXT),
    Hand.POINT: partial(points.PointsTool, points.POINT),
    Hand.CALIBRATE: partial(points.CalibratingTool, points.LENGTH),
    Hand.BRUSH: partial(_lung_tool, "BrushTool"),
    Hand.ERASER: partial(_lung_tool, "EraserTool"),
    Hand.FILL: partial(_lung_tool, "FillTool"),
    Hand.SMOOTH: partial(_lung_tool, "SmoothTool"),
}

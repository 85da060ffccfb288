"""The magnifier: a round piece of the film under the cursor, at 1:1 or twice the zoom, whichever is more."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from cxrviewer.gui.viewport.film_item import FilmItem
from cxrviewer.gui.viewport.lettering import EDGE_COLOUR

RADIUS = 150.0
MAGNIFICATION = 2.0
RIMS = ((EDGE_COLOUR, 4.0), (QColor("#6cc4ff"), 1.5))


def lens_zoom(zoom: float) -> float:
    """Return the zoom inside the lens: never below 1:1, where no detail of the film is lost."""
    return max(MAGNIFICATION * zoom, 1.0)


def draw_lens(painter: QPainter, film: FilmItem, to_view: QTransform, at: QPointF, zoom: float) -> None:
    """Draw the lens.

    Parameters
    ----------
    painter
        In the viewport's own coordinates.
    film
        What is magnified.
    to_view
        Image coordinates -> viewport.
    at
        Middle of the lens in the viewport, over what it magnifies.
    zoom
        Of the viewport.
    """
    factor = lens_zoom(zoom) / zoom
    magnified = to_view * QTransform(factor, 0, 0, factor, at.x() * (1 - factor), at.y() * (1 - factor))
    box = QRectF(at.x() - RADIUS, at.y() - RADIUS, 2 * RADIUS, 2 * RADIUS)
    circle = QPainterPath()
    circle.addEllipse(box)
    painter.save()
    painter.setClipPath(circle)
    painter.fillRect(box, QColor("#000000"))
    inverse, _invertible = magnified.inverted()
    painter.setWorldTransform(magnified)
    film.draw(painter, inverse.mapRect(box), keep=False)
    painter.restore()
    for colour, width in RIMS:
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(box)

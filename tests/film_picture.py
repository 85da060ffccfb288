"""What a viewport draws of a film and its layers, without the texts that hang in the viewport."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from cxrviewer.gui.viewport.film_view import FilmView


def picture_of_film(view: FilmView, longest_side: int = 1400) -> QImage:
    """Return the whole film with its layers as they are shown."""
    turned = view.transform().mapRect(view.scene().sceneRect())
    scale = longest_side / max(turned.width(), turned.height())
    width, height = max(1, round(turned.width() * scale)), max(1, round(turned.height() * scale))
    picture = QImage(width, height, QImage.Format.Format_RGB888)
    picture.fill(QColor("#000000"))
    painter = QPainter(picture)
    painter.scale(scale, scale)
    painter.translate(-turned.topLeft())
    painter.setWorldTransform(view.transform(), combine=True)
    film = view.scene().sceneRect()
    view.scene().render(painter, film, film, Qt.AspectRatioMode.IgnoreAspectRatio)
    painter.end()
    return picture

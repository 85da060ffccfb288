"""The program's own vector icons, drawn once for each state at single and double resolution."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cxrviewer.locations import resources_folder

SIZE = 22
COLOURS = (
    (QIcon.Mode.Normal, QIcon.State.Off, "#d5dae1"),
    (QIcon.Mode.Normal, QIcon.State.On, "#6cc4ff"),
    (QIcon.Mode.Disabled, QIcon.State.Off, "#545c67"),
)


def icon(name: str) -> QIcon:
    """Return the icon resources/icons/`name`.svg, its `currentColor` set for each state.

    Raises
    ------
    FileNotFoundError
        If the program does not have it.
    """
    text = (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    result = QIcon()
    for mode, state, colour in COLOURS:
        renderer = QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))
        for ratio in (1, 2):
            result.addPixmap(_drawn(renderer, ratio), mode, state)
    return result


def _drawn(renderer: QSvgRenderer, ratio: int) -> QPixmap:
    pixmap = QPixmap(QSize(SIZE, SIZE) * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap

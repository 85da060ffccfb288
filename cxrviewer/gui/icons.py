"""The program's own vector icons, drawn once for each state at every resolution that the screens have."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
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
        for ratio in _ratios():
            result.addPixmap(_drawn(renderer, ratio), mode, state)
    return result


def _ratios() -> list[float]:
    """Return pixels of the screens for each of ours, those of most screens too: a window may be moved."""
    return sorted({1.0, 2.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())})


def _drawn(renderer: QSvgRenderer, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(SIZE, SIZE) * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap

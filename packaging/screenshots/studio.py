"""Takes pictures of the running program, small enough for the guide."""

import io
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from cxrviewer.gui.app import make_window
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.workspace import Workspace

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
LARGEST = 200_000  # bytes
_GREYS = (96, 64, 48, 40, 32, 24)
_GREY, _ENTRIES = 14, 256  # what differs by no more between red, green and blue is grey
_WAIT_S, _LOOK_MS, _SETTLE_MS = 600, 50, 300
SIZE = 1360, 860


class Studio:
    """One main window with settings and files of its own, and what else it opens.

    Parameters
    ----------
    folder
        Empty; for settings and whatever the program keeps.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.window: MainWindow = make_window([], folder / "settings.json")
        self.window.resize(*SIZE)
        self.window.show()
        self.until(lambda: self.window.workspace is not None)

    @property
    def workspace(self) -> Workspace:
        """Of the window, which is assembled."""
        if self.window.workspace is None:
            raise RuntimeError("the window is not assembled")
        return self.window.workspace

    def until(self, true: Callable[[], bool]) -> None:
        """Let the program run until something is so."""
        deadline = time.monotonic() + _WAIT_S
        while not true():
            if time.monotonic() > deadline:
                raise TimeoutError("the program has not come so far in ten minutes")
            QTest.qWait(_LOOK_MS)

    def settle(self) -> None:
        """Let the program run until nothing is under way."""
        QTest.qWait(_LOOK_MS)
        self.until(lambda: self.workspace.runner.under_way == 0)
        QTest.qWait(_SETTLE_MS)

    def give(self, *names: str) -> None:
        """Give commands of the table, one after the other."""
        for name in names:
            self.window.action(name).trigger()
            self.settle()

    def open(self, *films: Path) -> None:
        """Open films and wait until they are analysed."""
        self.workspace.opening.open(films)
        self.settle()

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Take a picture of a window or dialog, the main window by default."""
        QTest.qWait(_SETTLE_MS)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        (widget or self.window).grab().save(buffer, "PNG")
        picture = Pillow.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
        keep(picture, name)

    def find(self, kind: type[QWidget]) -> QWidget:
        """Return the dialog of a kind that is open."""
        return next(widget for widget in self.window.findChildren(kind) if widget.isVisible())


def keep(picture: Pillow.Image, name: str) -> None:
    """Write a picture with as many greys as it may have; films are grey, and colours mean something."""
    for greys in _GREYS:
        data = io.BytesIO()
        picture.quantize(palette=_palette(picture, greys), dither=Pillow.Dither.NONE).save(
            data, "PNG", optimize=True
        )
        if data.tell() <= LARGEST:
            break
    else:
        raise ValueError(f"{name}: {data.tell()} bytes are too many")
    (FOLDER / f"{name}.png").write_bytes(data.getvalue())
    print(f"{name}.png: {picture.width} x {picture.height}, {greys} greys, {data.tell() // 1000} kB")


def _palette(picture: Pillow.Image, greys: int) -> Pillow.Image:
    """Return a palette of so many greys, as they occur, and for the rest the colours of the picture."""
    pixels = np.asarray(picture).reshape(-1, 3)
    spread = pixels.max(axis=1).astype(int) - pixels.min(axis=1)
    parts = [
        _most_used(pixels[spread <= _GREY], greys),
        _most_used(np.unique(pixels[spread > _GREY], axis=0), _ENTRIES - greys),
    ]
    palette = Pillow.new("P", (1, 1))
    palette.putpalette(np.concatenate(parts).astype(np.uint8).tobytes())
    return palette


def _most_used(pixels: npt.NDArray[np.uint8], entries: int) -> npt.NDArray[np.uint8]:
    """Return (entries, 3) colours that stand for (n, 3) pixels."""
    row = Pillow.fromarray(pixels[None])
    found = row.quantize(entries, kmeans=1, dither=Pillow.Dither.NONE).getpalette() or []
    return np.array(found, np.uint8).reshape(-1, 3)[:entries]

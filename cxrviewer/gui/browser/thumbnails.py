"""Small pictures of images: from memory, from the index, else made one at a time in the background."""

from collections import OrderedDict
from contextlib import closing
from functools import partial
from pathlib import Path

import cv2
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap

from cxrviewer.gui.browser.study_index import StudyIndex
from cxrviewer.gui.film import THUMBNAIL_SIDE, thumbnail
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.jobs import JobContext, Outcome, Succeeded
from cxrviewer.store import IndexWriter, Library, connect
from cxrviewer.study.library import ImageEntry

SHOWN_SIDE = 52
KEPT = 2000
WAITING = 60
_DARK, _EDGE, _SIGN = QColor("#0b0c0e"), QColor("#343b45"), QColor("#7d8794")


class Thumbnails(QObject):
    """One job at a time in the reading lane, the latest wish first, so that a thread stays free for films.

    Signals
    -------
    made
        The picture of the file with this id is there, or cannot be made.
    """

    made = Signal(int)

    def __init__(self, runner: JobRunner, index: StudyIndex, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner, self._index = runner, index
        self._icons: OrderedDict[int, QIcon] = OrderedDict()
        self._wanted: OrderedDict[int, Path] = OrderedDict()
        self._at_work = False
        self.blank = _icon(_square())
        self.document = _icon(_signed(_square(), "\N{EM DASH}"))
        self.broken = _icon(_signed(_square(), "?"))

    def icon(self, library: Library, image: ImageEntry) -> QIcon:
        """Return the picture of an image, an empty one until it is there."""
        icon = self._icons.get(image.id)
        if icon is None:
            stored = library.thumbnail(image.id)
            if stored is None:
                self._ask(image)
                return self.blank
            icon = self._keep(image.id, _icon(_centred(stored)))
        self._icons.move_to_end(image.id)
        return icon

    def forget(self) -> None:
        """Let go of the pictures in memory; files may have changed."""
        self._icons.clear()

    def _keep(self, file: int, icon: QIcon) -> QIcon:
        self._icons[file] = icon
        while len(self._icons) > KEPT:
            self._icons.popitem(last=False)
        return icon

    def _ask(self, image: ImageEntry) -> None:
        """Put an image at the head of those to be made; what was asked for long ago is out of sight."""
        self._wanted[image.id] = image.path
        self._wanted.move_to_end(image.id)
        while len(self._wanted) > WAITING:
            self._wanted.popitem(last=False)
        self._next()

    def _next(self) -> None:
        if self._at_work or not self._wanted:
            return
        file, path = self._wanted.popitem()
        self._at_work = True
        work = partial(_made, self._index.path, file, path)
        self._runner.submit(Lane.READING, work, partial(self._take, file))

    def _take(self, file: int, outcome: Outcome[bytes]) -> None:
        self._at_work = False
        self._keep(file, _icon(_centred(outcome.value)) if isinstance(outcome, Succeeded) else self.broken)
        self._wanted.pop(file, None)
        self.made.emit(file)
        self._next()


def _made(index: Path, file: int, path: Path, context: JobContext) -> bytes:
    """Make a picture and keep it in the index."""
    pixels = thumbnail(path, context)
    bgr = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    png = cv2.imencode(".png", bgr)[1].tobytes()
    with closing(connect(index)) as connection:
        IndexWriter(connection).keep_thumbnail(file, png)
    return png


def _square() -> QPixmap:
    square = QPixmap(THUMBNAIL_SIDE, THUMBNAIL_SIDE)
    square.fill(_DARK)
    return square


def _centred(png: bytes) -> QPixmap:
    """Return the picture in the middle of a black square."""
    square = _square()
    square.fill(Qt.GlobalColor.black)
    picture = QImage.fromData(png)
    painter = QPainter(square)
    painter.drawImage(
        (THUMBNAIL_SIDE - picture.width()) // 2, (THUMBNAIL_SIDE - picture.height()) // 2, picture
    )
    painter.end()
    return square


def _signed(square: QPixmap, sign: str) -> QPixmap:
    """Return a square with a sign in place of a picture."""
    painter = QPainter(square)
    painter.setPen(_EDGE)
    painter.drawRect(square.rect().adjusted(0, 0, -1, -1))
    painter.setPen(_SIGN)
    font = painter.font()
    font.setPixelSize(40)
    painter.setFont(font)
    painter.drawText(square.rect(), Qt.AlignmentFlag.AlignCenter, sign)
    painter.end()
    return square


def _icon(square: QPixmap) -> QIcon:
    """Return an icon that looks the same when selected: a tint would change the grey values."""
    icon = QIcon(square)
    icon.addPixmap(square, QIcon.Mode.Selected)
    return icon


def shown_size() -> QSize:
    """Return how large the pictures are in the list."""
    return QSize(SHOWN_SIDE, SHOWN_SIDE)

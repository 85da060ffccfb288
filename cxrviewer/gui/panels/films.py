"""The list of open films with their thumbnails, which are made one after the other in the background."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from cxrviewer.gui.film import THUMBNAIL_SIDE, FilmKey, thumbnail
from cxrviewer.gui.jobs import JobRunner, Lane
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport.film_item import to_qimage
from cxrviewer.jobs import Failed, Outcome, Succeeded
from cxrviewer.study import Grey8


class FilmList(QListWidget):
    """The open files.

    Signals
    -------
    chosen
        The user wants this `FilmKey` on screen.
    unreadable
        This `FilmKey` cannot be read, for this error.
    """

    chosen = Signal(object)
    unreadable = Signal(object, object)

    def __init__(self, session: Session, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Open films")
        self.setIconSize(QSize(THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setFlow(QListWidget.Flow.TopToBottom)
        self.setWrapping(False)
        self.setMovement(QListWidget.Movement.Static)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setDragEnabled(True)
        self.setDragDropMode(QListWidget.DragDropMode.DragOnly)
        self.setMinimumWidth(180)
        self._session, self._runner = session, runner
        self._pictures: dict[Path, QIcon] = {}
        self._at_work = False
        self.currentRowChanged.connect(self._choose)
        session.files_changed.connect(self._list)
        session.selection_changed.connect(self._mark)

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """Return what is dragged from here into a viewport: the files."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(item.toolTip()) for item in items])
        return data

    def _list(self) -> None:
        self.blockSignals(True)
        self.clear()
        for path in self._session.files:
            self.addItem(self._item(path))
        self.blockSignals(False)
        self._mark()
        self._next_thumbnail()

    def _item(self, path: Path) -> QListWidgetItem:
        item = QListWidgetItem(self._pictures.get(path, _empty_picture()), path.name)
        item.setToolTip(str(path))
        item.setSizeHint(QSize(164, THUMBNAIL_SIDE + 38))
        return item

    def _mark(self) -> None:
        """Mark the film that is wanted on screen."""
        wanted = self._session.wanted
        if wanted is None or wanted.path not in self._session.files:
            return
        self.blockSignals(True)
        self.setCurrentRow(self._session.files.index(wanted.path))
        self.blockSignals(False)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._session.files):
            self.chosen.emit(FilmKey(self._session.files[row]))

    def _next_thumbnail(self) -> None:
        """Make the next thumbnail that is missing; one at a time, so that a thread stays free for reading."""
        missing = next((path for path in self._session.files if path not in self._pictures), None)
        if missing is None or self._at_work:
            return
        self._at_work = True
        self._runner.submit(Lane.READING, partial(thumbnail, missing), partial(self._take, missing))

    def _take(self, path: Path, outcome: Outcome[Grey8]) -> None:
        self._at_work = False
        self._pictures[path] = _picture(outcome.value) if isinstance(outcome, Succeeded) else _empty_picture()
        if path in self._session.files:
            self.item(self._session.files.index(path)).setIcon(self._pictures[path])
            if isinstance(outcome, Failed):
                self.unreadable.emit(FilmKey(path), outcome.error)
        self._next_thumbnail()


def _picture(pixels: Grey8) -> QIcon:
    """Return the thumbnail in the middle of a black square."""
    square = QPixmap(THUMBNAIL_SIDE, THUMBNAIL_SIDE)
    square.fill(QColor("#000000"))
    painter = QPainter(square)
    rows, columns = pixels.shape[:2]
    painter.drawImage((THUMBNAIL_SIDE - columns) // 2, (THUMBNAIL_SIDE - rows) // 2, to_qimage(pixels))
    painter.end()
    icon = QIcon(square)
    icon.addPixmap(square, QIcon.Mode.Selected)  # as it is: a tint would change the grey values
    return icon


def _empty_picture() -> QIcon:
    square = QPixmap(THUMBNAIL_SIDE, THUMBNAIL_SIDE)
    square.fill(QColor("#0b0c0e"))
    return QIcon(square)

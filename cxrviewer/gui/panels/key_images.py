"""The key images of a study as small pictures, with a note to each."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.film import FilmKey
from cxrviewer.gui.key_films import KeyFilms
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.viewport.film_item import to_qimage
from cxrviewer.study import Grey8, KeyImage

SIDE = 84
_ROLE = Qt.ItemDataRole.UserRole
NONE_YET = "None yet: Image > Key image marks the one on screen."


class KeyImageStrip(QWidget):
    """Pictures in their order; a click or Enter brings one on screen.

    Signals
    -------
    opened
        The user wants to see this `FilmKey`.
    edited
        A `KeyImage` has another note.
    removed
        The image with this key is no key image any more.
    told
        A sentence for the user.
    """

    opened = Signal(object)
    edited = Signal(object)
    removed = Signal(str)
    told = Signal(str)

    def __init__(self, films: KeyFilms, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._films = films
        self._images: tuple[KeyImage, ...] = ()
        self._noted: KeyImage | None = None
        self.pictures = _list(self)
        self.note = QLineEdit(self)
        self.note.setAccessibleName("Note on the key image")
        self.note.setPlaceholderText("Note on the key image")
        self._remove = QPushButton("Remove", self)
        self._remove.setAccessibleName("Remove the key image")
        self._none = wrapped_label(self, NONE_YET, "quiet")
        self._lay_out()
        self.pictures.itemClicked.connect(self._open)
        self.pictures.itemActivated.connect(self._open)
        self.pictures.currentRowChanged.connect(self._show_note)
        self.note.editingFinished.connect(self.flush)
        self._remove.clicked.connect(self._take_off)
        films.made.connect(self._show_picture)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.note, 1)
        row.addWidget(self._remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._none)
        column.addWidget(self.pictures)
        column.addLayout(row)

    def show_images(self, images: Sequence[KeyImage], on_screen: str | None) -> None:
        """List key images; the one on screen becomes the current one."""
        images = tuple(images)
        keys = [image.image_key for image in images]
        listed = [image.image_key for image in self._images]
        self._images = images
        self.pictures.blockSignals(True)
        if keys != listed:
            self.pictures.clear()
            for number, image in enumerate(images, 1):
                self._add(number, image)
        if on_screen in keys:
            self.pictures.setCurrentRow(keys.index(on_screen))
        elif keys and self.pictures.currentRow() < 0:
            self.pictures.setCurrentRow(0)
        self.pictures.blockSignals(False)
        for widget in (self.pictures, self.note, self._remove):
            widget.setVisible(bool(images))
        self._none.setVisible(not images)
        self._show_note(self.pictures.currentRow())

    def flush(self) -> None:
        """Tell of a note that is being written."""
        if self._noted is not None and self.note.text() != self._noted.note:
            self._noted = replace(self._noted, note=self.note.text())
            self.edited.emit(self._noted)

    def _add(self, number: int, image: KeyImage) -> None:
        item = QListWidgetItem(_icon(self._films.picture(image)), str(number), self.pictures)
        item.setData(_ROLE, image.image_key)

    def _show_picture(self, image_key: str) -> None:
        for row, image in enumerate(self._images):
            if image.image_key == image_key:
                self.pictures.item(row).setIcon(_icon(self._films.picture(image)))

    def _show_note(self, row: int) -> None:
        """Show the note of another image; what was being written to the one before is told first."""
        chosen = self._images[row] if 0 <= row < len(self._images) else None
        if self._noted is not None and (chosen is None or chosen.image_key != self._noted.image_key):
            self.flush()
        self._noted = chosen
        if chosen is not None and chosen.note != self.note.text():
            self.note.setText(chosen.note)

    def _open(self, item: QListWidgetItem) -> None:
        image = self._images[self.pictures.row(item)]
        film: FilmKey | None = self._films.find(image)
        if film is None:
            self.told.emit("This key image is in none of the open files.")
        else:
            self.opened.emit(film)

    def _take_off(self) -> None:
        if self._noted is not None:
            image_key, self._noted = self._noted.image_key, None
            self.removed.emit(image_key)


def _list(parent: QWidget) -> QListWidget:
    pictures = QListWidget(parent)
    pictures.setAccessibleName("Key images")
    pictures.setViewMode(QListView.ViewMode.IconMode)
    pictures.setMovement(QListView.Movement.Static)
    pictures.setIconSize(QSize(SIDE, SIDE))
    pictures.setFixedHeight(SIDE + 52)
    pictures.setWrapping(False)
    pictures.setFlow(QListView.Flow.LeftToRight)
    pictures.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return pictures


def _icon(picture: Grey8 | None) -> QIcon:
    """Return a picture in the middle of a black square, which selection does not tint."""
    square = QPixmap(SIDE, SIDE)
    square.fill(QColor("#000000") if picture is not None else QColor("#22272e"))
    if picture is not None:
        drawn = to_qimage(picture).scaled(
            SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter = QPainter(square)
        painter.drawImage((SIDE - drawn.width()) // 2, (SIDE - drawn.height()) // 2, drawn)
        painter.end()
    icon = QIcon(square)
    icon.addPixmap(square, QIcon.Mode.Selected)
    return icon

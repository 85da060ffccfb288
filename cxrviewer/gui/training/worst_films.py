"""The films that a model is most wrong about, as pictures side by side."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from cxrviewer.gui.training.evaluating import Measured

WIDE, HIGH = 168, 150
ROOM_BELOW = 64  # for two lines of text and the scroll bar
TITLE = "Films that the model is most wrong about: Enter or a double click opens one in the viewer"
_FILE = Qt.ItemDataRole.UserRole


class WorstFilms(QWidget):
    """One row of pictures; empty, it is not there.

    Signals
    -------
    film_wanted
        The file of a film, as the data set names it.
    """

    film_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(TITLE, self)
        self.title.setProperty("role", "section")
        self.films = QListWidget(self)
        self.films.setAccessibleName("Worst films")
        self.films.setViewMode(QListView.ViewMode.IconMode)
        self.films.setMovement(QListView.Movement.Static)
        self.films.setFlow(QListView.Flow.LeftToRight)
        self.films.setWrapping(False)
        self.films.setWordWrap(True)
        self.films.setIconSize(QSize(WIDE, HIGH))
        self.films.setFixedHeight(HIGH + ROOM_BELOW + 30)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self.films)
        self.films.itemActivated.connect(lambda item: self.film_wanted.emit(item.data(_FILE)))
        self.hide()

    def show_films(self, measured: Measured | None) -> None:
        """Show the worst films of an evaluation, or nothing."""
        self.films.clear()
        pairs = zip(measured.worst, measured.pictures, strict=True) if measured is not None else ()
        for film, jpeg in pairs:
            name = film.file.rsplit("/", 1)[-1]
            item = QListWidgetItem(_icon(jpeg), "\n".join((name, *film.lines[:2])), self.films)
            item.setData(_FILE, film.file)
            item.setToolTip("\n".join((film.file, *film.lines)))
            item.setSizeHint(QSize(WIDE + 16, HIGH + ROOM_BELOW + 6))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setVisible(self.films.count() > 0)


def _icon(jpeg: bytes) -> QIcon:
    """Return a picture in the middle of a black box, which selection does not tint."""
    box = QPixmap(WIDE, HIGH)
    box.fill(QColor("#000000"))
    picture = QImage.fromData(jpeg) if jpeg else QImage()
    if not picture.isNull():
        drawn = picture.scaled(
            WIDE, HIGH, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter = QPainter(box)
        painter.drawImage((WIDE - drawn.width()) // 2, (HIGH - drawn.height()) // 2, drawn)
        painter.end()
    icon = QIcon(box)
    icon.addPixmap(box, QIcon.Mode.Selected)
    return icon

"""One viewport with its notices and the rim that says whether it is the active one."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from cxrviewer.gui.cell import Cell
from cxrviewer.gui.panels.messages import NoticeBanner
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport.film_view import FilmView

RIM = 2


class ViewportFrame(QFrame):
    """A film view below the notices of its file."""

    def __init__(self, session: Session, cell: Cell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewportFrame")
        self.cell = cell
        self.notices, self.view = NoticeBanner(self), FilmView(session, cell)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.notices)
        self._column.addWidget(self.view, 1)
        cell.film_changed.connect(self._show_notices)
        self._show_notices()

    def _show_notices(self) -> None:
        film = self.cell.film
        self.notices.show_notices(film.image.notices if film is not None else ())

    def mark(self, state: str) -> None:
        """Draw the rim: "alone" has none, "active" a bright one, "idle" a dark one."""
        if self.property("state") == state:
            return
        self.setProperty("state", state)
        rim = 0 if state == "alone" else RIM
        self._column.setContentsMargins(rim, rim, rim, rim)
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()

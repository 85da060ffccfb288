"""The viewports side by side, as the session's layout says."""

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from cxrviewer.gui.cell import Cell
from cxrviewer.gui.session import Session
from cxrviewer.gui.viewport.camera import Move
from cxrviewer.gui.viewport.film_view import FilmView
from cxrviewer.gui.viewport_frame import ViewportFrame

GAP = 2


class ViewportGrid(QWidget):
    """Makes a viewport when it is first needed, and lets linked ones move together.

    Signals
    -------
    menu_wanted
        The user asks for the film's menu at this place of the screen.
    annotation_menu_wanted
        The user asks for the menu of the selected annotation there.
    frames_scrolled
        The wheel asks to go so many images of the active stack on.
    dropped
        The user drops these files into the active viewport.
    """

    menu_wanted = Signal(QPoint)
    annotation_menu_wanted = Signal(QPoint)
    frames_scrolled = Signal(int)
    dropped = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._frames: dict[Cell, ViewportFrame] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        session.layout_changed.connect(self._arrange)
        session.active_changed.connect(self._follow_active)
        self._arrange()

    @property
    def active(self) -> ViewportFrame:
        """The active viewport with its rim."""
        return self._frame(self._session.active)

    @property
    def active_view(self) -> FilmView:
        """The active viewport."""
        return self.active.view

    def view_of(self, cell: Cell) -> FilmView:
        """Return the viewport of a cell."""
        return self._frame(cell).view

    def leave_fields(self) -> None:
        """Keep the words that are still being typed on the films."""
        for frame in self._frames.values():
            frame.view.field.leave()

    def _frame(self, cell: Cell) -> ViewportFrame:
        if cell not in self._frames:
            self._frames[cell] = self._made(cell)
        return self._frames[cell]

    def _made(self, cell: Cell) -> ViewportFrame:
        frame = ViewportFrame(self._session, cell, self)
        frame.view.menu_wanted.connect(self.menu_wanted)
        frame.view.annotation_menu_wanted.connect(self.annotation_menu_wanted)
        frame.view.frames_scrolled.connect(self.frames_scrolled)
        frame.view.dropped.connect(self.dropped)
        frame.view.moved.connect(partial(self._follow_move, cell))
        number = self._session.cells.index(cell) + 1
        frame.view.setAccessibleName("Film" if number == 1 else f"Film in viewport {number}")
        return frame

    def _arrange(self) -> None:
        """Put the viewports of the layout in their places and hide the others."""
        layout = self._session.layout
        for place, cell in enumerate(self._session.visible_cells):
            self._grid.addWidget(self._frame(cell), place // layout.columns, place % layout.columns)
        for number in range(2):
            self._grid.setRowStretch(number, int(number < layout.rows))
            self._grid.setColumnStretch(number, int(number < layout.columns))
        for cell, frame in self._frames.items():
            frame.setVisible(cell in self._session.visible_cells)
        self._mark()

    def _mark(self) -> None:
        alone = self._session.layout.cells == 1
        for cell, frame in self._frames.items():
            frame.mark("alone" if alone else "active" if cell is self._session.active else "idle")

    def _follow_active(self) -> None:
        self._mark()
        if any(frame.view.hasFocus() for frame in self._frames.values()):
            self.active_view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_move(self, cell: Cell, move: Move) -> None:
        """Let the linked viewports in sight do what the hand has done to one."""
        if not self._session.linked:
            return
        for other in self._session.visible_cells:
            if other is not cell and other.film is not None:
                self._frame(other).view.follow(move)

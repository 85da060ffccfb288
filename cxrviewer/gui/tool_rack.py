"""The tools of the left button at the left edge: in one column where they find room, else in several."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QMainWindow, QSizePolicy, QToolBar, QToolButton, QWidget

SPACING = 2
MOST_COLUMNS = 3
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


class ToolRack(QWidget):
    """Buttons of actions in groups; the arrow keys go from one to the next, Tab to the one in hand.

    Parameters
    ----------
    groups
        The actions, in the order of the groups.
    """

    def __init__(self, groups: Sequence[Sequence[QAction]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Tools of the left button")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._groups = [[self._button(action) for action in group] for group in groups]
        self.buttons = [button for group in self._groups for button in group]
        self._lines = [self._line() for _group in groups[1:]]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACING)
        self._columns = 0
        self._lay_out(1)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setIconSize(QSize(22, 22))
        button.setAutoRaise(True)
        button.setAccessibleName(action.text().replace("&", ""))
        button.installEventFilter(self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.toggled.connect(lambda checked: _let_tab(button, wanted=checked))
        return button

    def _line(self) -> QFrame:
        line = QFrame(self)
        line.setObjectName("rule")
        return line

    @property
    def columns(self) -> int:
        """How many columns there are now."""
        return self._columns

    def _lay_out(self, columns: int) -> None:
        """Put the buttons into so many columns, with a line between two groups."""
        self._columns = columns
        while self._grid.count():
            self._grid.takeAt(0)
        row = 0
        for number, group in enumerate(self._groups):
            if number:
                self._grid.addWidget(self._lines[number - 1], row, 0, 1, columns)
                row += 1
            for place, button in enumerate(group):
                self._grid.addWidget(button, row + place // columns, place % columns)
            row += -(-len(group) // columns)
        for other in range(self._grid.rowCount()):
            self._grid.setRowStretch(other, int(other == row))
        self.updateGeometry()

    def _height(self, columns: int) -> int:
        rows = sum(-(-len(group) // columns) for group in self._groups)
        buttons = rows * (self.buttons[0].sizeHint().height() + SPACING)
        return buttons + len(self._lines) * (1 + SPACING)

    def sizeHint(self) -> QSize:
        """As wide as the columns are."""
        wide = self.buttons[0].sizeHint().width() + SPACING
        return QSize(wide * self._columns - SPACING, self._height(self._columns))

    def minimumSizeHint(self) -> QSize:
        """As low as the most columns are."""
        return QSize(self.sizeHint().width(), self._height(MOST_COLUMNS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as few columns as find room."""
        super().resizeEvent(event)
        fitting = (count for count in range(1, MOST_COLUMNS) if self._height(count) <= self.height())
        columns = next(fitting, MOST_COLUMNS)
        if columns != self._columns:
            self._lay_out(columns)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go to the next button by the arrow keys, which are no command's meanwhile."""
        if not isinstance(event, QKeyEvent) or event.key() not in _STEPS:
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() is not QEvent.Type.KeyPress or not isinstance(watched, QToolButton):
            return False
        step = _STEPS[Qt.Key(event.key())]
        place = (self.buttons.index(watched) + step) % len(self.buttons)
        self.buttons[place].setFocus(Qt.FocusReason.TabFocusReason)
        return True


def _let_tab(button: QToolButton, *, wanted: bool) -> None:
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus if wanted else Qt.FocusPolicy.NoFocus)


def add_rack(window: QMainWindow, groups: Sequence[Sequence[QAction]]) -> ToolRack:
    """Put a rack at the left edge of the window."""
    bar = QToolBar("Tools", window)
    bar.setObjectName("tools")
    bar.setMovable(False)
    bar.setAccessibleName("Tools")
    rack = ToolRack(groups, bar)
    bar.addWidget(rack)
    window.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)
    return rack

"""The worklist as a Qt model: it knows the order of all films, and reads the rows that are looked at."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from cxrviewer.gui.triage.columns import COLOURS, COLUMNS, URGENCY, level, marked
from cxrviewer.triage.listing import Row
from cxrviewer.triage.policy import Policy

Index = QModelIndex | QPersistentModelIndex
ReadRows = Callable[[Sequence[int]], Mapping[int, Row]]
CHUNK = 64
_ROOT = QModelIndex()
_Role = Qt.ItemDataRole


class WorklistModel(QAbstractTableModel):
    """Rows are read in chunks when a view asks for them.

    Parameters
    ----------
    read_rows
        Returns what is known of films, by id.
    """

    def __init__(self, read_rows: ReadRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read_rows
        self.ids: tuple[int, ...] = ()
        self.policy: Policy | None = None
        self._rows: dict[int, Row] = {}

    def list_films(self, ids: tuple[int, ...], policy: Policy | None) -> bool:
        """List these films; whether they are others than before, or in another order."""
        self._rows.clear()
        self.policy = policy
        if ids == self.ids:
            self.refresh()
            return False
        self.beginResetModel()
        self.ids = ids
        self.endResetModel()
        return True

    def refresh(self) -> None:
        """Read what is looked at anew."""
        self._rows.clear()
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(COLUMNS) - 1))

    def row_at(self, place: int) -> Row | None:
        """Return what is known of the film at a place; None if there is none."""
        if not 0 <= place < len(self.ids):
            return None
        film = self.ids[place]
        if film not in self._rows:
            start = place - place % CHUNK
            self._rows.update(self._read(self.ids[start : start + CHUNK]))
        return self._rows.get(film)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many films are listed."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:  # noqa: ANN401 - Qt's
        """Return text and look of a cell."""
        column = COLUMNS[index.column()]
        if role == _Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role not in {_Role.DisplayRole, _Role.ToolTipRole, _Role.ForegroundRole, _Role.FontRole}:
            return None
        row = self.row_at(index.row())
        return None if row is None else self._look(row, index.column(), role)

    def _look(self, row: Row, column: int, role: int) -> Any:  # noqa: ANN401
        match role:
            case _Role.DisplayRole if column == URGENCY:
                return marked(row.word, self.policy)
            case _Role.DisplayRole:
                return COLUMNS[column].text(row)
            case _Role.ToolTipRole:
                return f"{row.path}\n{row.why}".rstrip()
            case _Role.ForegroundRole if column == URGENCY:
                place = level(row.word, self.policy)
                return None if place is None else QColor(COLOURS[min(place, len(COLOURS) - 1)])
            case _Role.FontRole if not row.reading.read_at:
                font = QFont()
                font.setWeight(QFont.Weight.DemiBold)
                return font
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:  # noqa: ANN401
        """Return the header of a column."""
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return COLUMNS[section].title
        return None

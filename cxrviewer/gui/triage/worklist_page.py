"""The worklist: filters, the table, and the selected case."""

from dataclasses import replace

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.triage.case_box import GAP, CaseBox
from cxrviewer.gui.triage.columns import COLUMNS
from cxrviewer.gui.triage.desk import TriageDesk
from cxrviewer.gui.triage.filters import Filters
from cxrviewer.gui.triage.worklist_model import WorklistModel
from cxrviewer.triage.listing import Row, Selection
from cxrviewer.triage.reading import Reading

ROW_HEIGHT = 26
AROUND = 3  # cases before and after the one that is opened are read meanwhile


class WorklistPage(QWidget):
    """Reads the follower's list; Enter or a double click opens a case in the viewer.

    Signals
    -------
    case_wanted
        A film, and the films of the cases around it.
    """

    case_wanted = Signal(object, object)

    def __init__(self, desk: TriageDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._opened: tuple[int, int] | None = None  # film and place of the case that was opened last
        self.model = WorklistModel(desk.rows, self)
        self.filters = Filters(self)
        self.shown = QLabel(self)
        self.shown.setProperty("role", "quiet")
        self.case = CaseBox(desk.thumbnail, self)
        self._make_table()
        self.open, self.next = QPushButton("&Open", self), QPushButton("&Next case", self)
        self.previous = QPushButton("Pre&vious case", self)
        self._place()
        self._connect()
        self._allow()

    def _make_table(self) -> None:
        self.table = table = QTableView(self)
        table.setModel(self.model)
        table.setAccessibleName("Worklist")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        rows = table.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        heads = table.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        heads.setSortIndicatorShown(True)
        heads.setSectionsClickable(True)
        letter = self.fontMetrics().horizontalAdvance("n")
        for place, column in enumerate(COLUMNS):
            table.setColumnWidth(place, letter * column.width)
        heads.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)

    def _place(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.open, self.previous, self.next):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self.shown)
        left = QWidget(self)
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, GAP, 0)  # the splitter is between two such gaps
        rows.setSpacing(8)
        rows.addWidget(self.filters)
        rows.addWidget(self.table, 1)
        rows.addLayout(buttons)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.case)
        split.setStretchFactor(0, 1)
        split.setSizes([990, 300])
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.addWidget(split)

    def _connect(self) -> None:
        follower = self._desk.follower
        follower.listed.connect(self._list)
        follower.changed.connect(self._offer)
        self.filters.changed.connect(self._select)
        self.table.horizontalHeader().sortIndicatorChanged.connect(lambda *_: self._select())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_case())
        self.table.activated.connect(self._open_index)
        self.open.clicked.connect(lambda: self._open_index(self.table.currentIndex()))
        self.next.clicked.connect(lambda: self.step(1))
        self.previous.clicked.connect(lambda: self.step(-1))
        self.case.said.connect(self._keep)

    def _select(self) -> None:
        heads = self.table.horizontalHeader()
        key = COLUMNS[heads.sortIndicatorSection()].key
        descending = heads.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        self._desk.follower.select(self.filters.narrow(Selection(key, descending)))

    def _offer(self) -> None:
        self.filters.offer(self._desk.follower.overview)

    def _list(self, ids: tuple[int, ...]) -> None:
        """List these films; the selected one stays so, at the same height of the table."""
        place = self.table.currentIndex().row()
        film = self.model.ids[place] if 0 <= place < len(self.model.ids) else None
        top = self.table.verticalScrollBar().value()
        overview = self._desk.follower.overview
        if self.model.list_films(ids, overview.policy):
            self._go_to(ids.index(film) if film in ids else (0 if film is None else min(place, len(ids) - 1)))
            self.table.verticalScrollBar().setValue(top)
        self._show_case()
        self.shown.setText(f"{len(ids):,} of {overview.films:,} films, {overview.unread:,} unread")

    def _go_to(self, place: int) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        index = self.model.index(place, 0)
        self.table.selectionModel().setCurrentIndex(index, flags)
        if index.isValid():
            self.table.scrollTo(index)

    def _show_case(self) -> None:
        self.case.show_case(self.model.row_at(self.table.currentIndex().row()), self.model.policy)
        self._allow()

    def _allow(self) -> None:
        chosen = self.case.row is not None
        for button in (self.open, self.next, self.previous):
            button.setEnabled(chosen)

    def _keep(self, row: Row, reading: Reading) -> None:
        if self._desk.keep(row, reading):
            self.model.refresh()
        else:
            self.case.show_case(replace(row), self.model.policy)

    def _open_index(self, index: QModelIndex) -> None:
        if index.isValid():
            self._open_place(index.row())

    def step(self, by: int) -> bool:
        """Open the next case of the list as it is shown, or the previous one; whether there is one."""
        place = self._next_place(by)
        if not 0 <= place < len(self.model.ids):
            return False
        self._open_place(place)
        return True

    def _next_place(self, by: int) -> int:
        """Return where the next case is: one that is filtered away has left its place to the one after."""
        if self._opened is None:
            return max(0, self.table.currentIndex().row())
        film, place = self._opened
        if film in self.model.ids:
            return self.model.ids.index(film) + by
        return place if by > 0 else place - 1

    def _open_place(self, place: int) -> None:
        self.case.flush()
        self._opened = self.model.ids[place], place
        self._go_to(place)
        around = range(max(0, place - AROUND), place + AROUND + 1)
        films = tuple(row.path for row in map(self.model.row_at, around) if row is not None)
        if self.case.row is not None:
            self.case_wanted.emit(self.case.row.path, films)

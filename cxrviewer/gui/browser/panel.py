"""The study browser: filters, the tree of studies, and what it holds in one line."""

import time
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStackedLayout,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.browser.filters import Filters
from cxrviewer.gui.browser.model import StudyModel
from cxrviewer.gui.browser.nodes import Level
from cxrviewer.gui.browser.study_index import StudyIndex
from cxrviewer.gui.browser.thumbnails import Thumbnails, shown_size
from cxrviewer.gui.browser.two_lines import TwoLines
from cxrviewer.gui.browser.wording import counted
from cxrviewer.gui.jobs import JobRunner
from cxrviewer.study.library import ImageEntry, SeriesEntry

NOTHING_YET = "No study yet.\n\nDrop films or a folder on the window,\nor open a folder with Ctrl+Shift+O."
NOTHING_FOUND = "No study matches the search and the dates."
REFRESH_MS = 150
# A refresh may take this part of the time, so that a large index does not keep the window busy
REFRESH_SHARE = 0.05
OPENED_PATIENTS = 12
OPENED_IMAGES = 60
STACKED = frozenset({"CT", "MR", "PT", "NM"})
_BAR_MARGIN = 10
_WIDTHS = (72, 78, 68)


class StudyBrowser(QWidget):
    """Patients, studies, series and images of the index.

    Signals
    -------
    chosen
        The user wants these `ImageEntry` in the viewer, the first of them on screen.
    told
        A sentence for the user.
    """

    chosen = Signal(list)
    told = Signal(str)

    def __init__(self, index: StudyIndex, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self._on_screen: Path | None = None
        self._wanted: Path | None = None
        self._opened_by_us: dict[int, QPersistentModelIndex] = {}
        self.thumbnails = Thumbnails(runner, index, self)
        self.model = StudyModel(index, self.thumbnails, self)
        self.filters = Filters(self)
        self.tree = StudyTree(self)
        self.tree.setModel(self.model)
        self.tree.show_first_column()
        self.sort_bar = _sort_bar(self.model, self)
        self._empty, self._summary = QLabel(NOTHING_YET, self), QLabel(self)
        self._refresh = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._empty.setObjectName("browserEmpty")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._summary.setObjectName("browserSummary")
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.tree)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filters)
        column.addWidget(self.sort_bar)
        column.addLayout(self._pages, 1)
        column.addWidget(self._summary)

    def _connect(self) -> None:
        self._index.changed.connect(self._ask_refresh)
        self._index.scanning.connect(self.filters.follow_opening)
        self._refresh.timeout.connect(self.refresh)
        self.filters.changed.connect(self._select)
        self.tree.opened.connect(self._open)
        self.tree.selectionModel().currentChanged.connect(self._let_go)
        self.model.modelReset.connect(self._start_anew)
        self.sort_bar.sortIndicatorChanged.connect(self.model.sort)

    def _ask_refresh(self) -> None:
        if not self._refresh.isActive():
            self._refresh.start()

    def refresh(self) -> None:
        """Show what the index holds now."""
        began = time.perf_counter()
        in_sight = self.tree.is_current_in_sight()
        self.model.refresh()
        self._follow_model()
        if in_sight:
            self.tree.scrollTo(self.tree.currentIndex())
        spent_ms = 1000 * (time.perf_counter() - began)
        self._refresh.setInterval(max(REFRESH_MS, round(spent_ms / REFRESH_SHARE)))

    def _select(self) -> None:
        """List another selection."""
        self.model.select(self.filters.apply(self.model.selection))
        self._follow_model()

    def _follow_model(self) -> None:
        self._say_what_is_listed()
        self._open_patients()
        self._follow_wanted()

    def _say_what_is_listed(self) -> None:
        library = self._index.library
        if library is None:
            return
        listed = self.model.rowCount() > 0
        self._pages.setCurrentWidget(self.tree if listed else self._empty)
        self._empty.setText(NOTHING_FOUND if self.filters.narrowed else NOTHING_YET)
        if self._index.scans_under_way:
            self._summary.setText(f"Listing … {counted(self._index.listed, 'file')}")
            return
        studies, images = library.counts(self.model.selection)
        self._summary.setText(f"{counted(studies, 'study')}, {counted(images, 'image')}")

    def show_on_screen(self, path: Path | None) -> None:
        """Mark the image on screen, once it is listed."""
        self._on_screen = self._wanted = path
        self._follow_wanted()

    def _let_go(self) -> None:
        """Leave the current row to the user, who has chosen another."""
        self._wanted = None

    def _start_anew(self) -> None:
        """Look for the image on screen again once the list is filled anew."""
        self._wanted = self._on_screen
        self._opened_by_us.clear()
        self._ask_refresh()

    def _follow_wanted(self) -> None:
        """Open the way to the image on screen and make it the current row."""
        if self._wanted is None:
            return
        wanted, way = self._wanted, self.model.find(self._wanted)
        if way:
            self.tree.reveal(way, self._is_open_series(way[Level.SERIES - 1]))
            self._wanted = wanted if self._refresh.isActive() else None  # its series may still grow

    def _is_open_series(self, series: QModelIndex) -> bool:
        """Tell whether the images of a series are shown one by one: some views, but no slices of a volume."""
        entry = self.model.entry(series)
        few = isinstance(entry, SeriesEntry) and 1 < entry.images <= OPENED_IMAGES
        return few and isinstance(entry, SeriesEntry) and entry.modality not in STACKED

    def _open_patients(self) -> None:
        """Open the rows of new patients while they are few; close those again when they become many."""
        rows = [self.model.index(row, 0) for row in range(self.model.rowCount())]
        if len(rows) > OPENED_PATIENTS:
            self._close_patients()
            return
        for index in rows:
            key = index.internalId()
            if key not in self._opened_by_us:
                self._opened_by_us[key] = QPersistentModelIndex(index)
                self.tree.expand(index)

    def _close_patients(self) -> None:
        """Close what was opened unasked, but for the patient of the current row."""
        current = self.tree.currentIndex()
        while current.parent().isValid():
            current = current.parent()
        for opened in self._opened_by_us.values():
            if opened.isValid() and opened != current:
                self.tree.collapse(self.model.index(opened.row(), 0))
        self._opened_by_us.clear()

    def _open(self, index: QModelIndex) -> None:
        """Bring what a row stands for into the viewer; a patient's row opens and closes."""
        entry = self.model.entry(index)
        if self.model.level(index) is Level.PATIENT:
            self.tree.setExpanded(index, not self.tree.isExpanded(index))
            return
        images = self.model.images(index)
        if isinstance(entry, ImageEntry) and not entry.is_image:
            self.told.emit(f"{entry.path}: holds no image but {entry.description or 'something unknown'}.")
        elif not images:
            self.told.emit("There is no image in it.")
        elif isinstance(entry, ImageEntry):
            series = self.model.images(index.parent())
            place = next((n for n, image in enumerate(series) if image.id == entry.id), 0)
            self.chosen.emit([*series[place:], *series[:place]])
        else:
            self.chosen.emit(images)


class StudyTree(QTreeView):
    """The tree, driven by mouse or keys.

    Signals
    -------
    opened
        The user wants what this index stands for: double click, Enter.
    """

    opened = Signal(QModelIndex)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Studies")
        self.setAccessibleDescription(
            "Enter opens a study, series or image; left and right close and open a row."
        )
        self.setIconSize(shown_size())
        self.setIndentation(14)
        self.setExpandsOnDoubleClick(False)
        self.setItemDelegate(TwoLines(self))
        self.setAllColumnsShowFocus(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.siblingAtColumn(0)))

    def show_first_column(self) -> None:
        """Show the first column alone: it says in two lines what the others are there to sort by."""
        self.setHeaderHidden(True)
        for column in range(1, self.model().columnCount()):
            self.setColumnHidden(column, True)

    def reveal(self, way: list[QModelIndex], images_open: bool) -> None:
        """Make the last row of a way, or its series, the current one and scroll to it."""
        *above, series, image = way
        for index in above:
            self.expand(index)
        if images_open:
            self.expand(series)
        target = image if self.isExpanded(series) else series
        self.setCurrentIndex(target)
        self.scrollTo(target)

    def is_current_in_sight(self) -> bool:
        """Return whether the current row can be seen."""
        return self.viewport().rect().intersects(self.visualRect(self.currentIndex()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter; leave the rest to the tree."""
        index = self.currentIndex()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and index.isValid():
            self.opened.emit(index.siblingAtColumn(0))
            event.accept()
            return
        super().keyPressEvent(event)


def _sort_bar(model: StudyModel, parent: QWidget) -> QHeaderView:
    """Return the model's header as a bar of its own: a click on a part sorts by it."""
    bar = QHeaderView(Qt.Orientation.Horizontal, parent)
    bar.setAccessibleName("Sort studies by")
    bar.setModel(model)
    bar.setSectionsClickable(True)
    bar.setSortIndicatorShown(True)
    bar.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    bar.setMinimumSectionSize(40)
    for column, width in enumerate(_WIDTHS, 1):
        bar.resizeSection(column, width)
    bar.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    bar.setStretchLastSection(False)
    bar.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    bar.setFixedHeight(bar.fontMetrics().height() + _BAR_MARGIN)  # in a layout it takes any height
    return bar

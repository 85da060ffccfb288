"""Patients, studies, series and images as a Qt model that reads the index only as far as it is looked at."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QUrl,
)
from PySide6.QtGui import QColor, QFont

from cxrviewer.gui.browser.nodes import CHUNK, Level, Node, images_within, load, picture_of
from cxrviewer.gui.browser.study_index import StudyIndex
from cxrviewer.gui.browser.thumbnails import Thumbnails
from cxrviewer.gui.browser.wording import COLUMNS, cell, spoken, tool_tip
from cxrviewer.study.library import Entry, ImageEntry, Selection

Index = QModelIndex | QPersistentModelIndex
_HEIGHTS = {Level.PATIENT: 42, Level.STUDY: 42, Level.SERIES: 60, Level.IMAGE: 60}
_QUIET = QColor("#98a2ae")
MOST_DRAGGED, MOST_SEARCHED = 2000, 3000
_ROOT = QModelIndex()
_Role = Qt.ItemDataRole


class StudyModel(QAbstractItemModel):
    """Rows are loaded in chunks when a view asks for more, and kept in step with the index by `refresh`."""

    def __init__(self, index: StudyIndex, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._index, self._thumbnails = index, thumbnails
        self.selection = Selection()
        self._keys = itertools.count(1)
        self._root = Node(0, Level.ROOT, None, None, 0)
        self._nodes = {0: self._root}
        self._pictures: dict[int, ImageEntry | None] = {}
        self._waiting: dict[int, QPersistentModelIndex] = {}
        thumbnails.made.connect(self._show_thumbnail)

    # Structure

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """Return the index of a loaded row."""
        node = self._node(parent)
        if not (0 <= row < len(node.children) and 0 <= column < len(COLUMNS)):
            return QModelIndex()
        return self.createIndex(row, column, node.children[row].key)

    def parent(self, child: Index) -> QModelIndex:  # type: ignore[override]
        """Return what a row is below."""
        above = self._node(child).parent
        return QModelIndex() if above is None else self._index_of(above)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many rows are loaded."""
        return 0 if parent.column() > 0 else len(self._node(parent).children)

    def columnCount(self, _parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return len(COLUMNS)

    def hasChildren(self, parent: Index = _ROOT) -> bool:
        """Tell whether there is something below, loaded or not."""
        node = self._node(parent)
        return (
            parent.column() <= 0
            and node.level is not Level.IMAGE
            and bool(node.children or not node.complete)
        )

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether there are rows that are not loaded."""
        node = self._node(parent)
        return self._index.library is not None and not node.complete and node.level is not Level.IMAGE

    def fetchMore(self, parent: Index) -> None:
        """Load the next rows."""
        self._fetch(self._node(parent), CHUNK)

    def _fetch(self, node: Node, limit: int) -> None:
        library = self._index.library
        if library is None or node.complete:
            return
        start = len(node.children)
        known = {child.id for child in node.children}
        entries = load(library, self.selection, node, start, limit)
        node.complete = len(entries) < limit
        new = [entry for entry in entries if entry.id not in known]
        if new:
            self._insert(node, start, new)

    def _insert(self, node: Node, row: int, entries: Sequence[Entry]) -> None:
        level = Level(node.level + 1)
        made = [Node(next(self._keys), level, entry, node, 0) for entry in entries]
        self.beginInsertRows(self._index_of(node), row, row + len(made) - 1)
        node.children[row:row] = made
        self._nodes.update((child.key, child) for child in made)
        node.renumber(row)
        self.endInsertRows()

    def _node(self, index: Index) -> Node:
        return self._nodes[index.internalId()] if index.isValid() else self._root

    def _index_of(self, node: Node, column: int = 0) -> QModelIndex:
        return QModelIndex() if node is self._root else self.createIndex(node.row, column, node.key)

    # Contents

    def entry(self, index: Index) -> Entry | None:
        """Return what a row stands for."""
        return self._node(index).entry

    def level(self, index: Index) -> Level:
        """Return what kind of thing a row stands for."""
        return self._node(index).level

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:  # noqa: ANN401 - Qt's
        """Return text, picture and look of a cell."""
        node = self._node(index)
        if node.entry is None:
            return None
        match role:
            case _Role.DisplayRole:
                return cell(node.entry, index.column())
            case _Role.ToolTipRole:
                return tool_tip(node.entry)
            case _Role.AccessibleTextRole if index.column() == 0:
                return spoken(node.entry)
            case _Role.DecorationRole if index.column() == 0 and node.level >= Level.SERIES:
                return self._decoration(node)
            case _:
                return self._look(node, index.column(), role)

    def _look(self, node: Node, column: int, role: int) -> Any:  # noqa: ANN401
        match role:
            case _Role.SizeHintRole:
                return QSize(40, _HEIGHTS[node.level])
            case _Role.FontRole if node.level is Level.PATIENT and column == 0:
                font = QFont()
                font.setWeight(QFont.Weight.DemiBold)
                return font
            case _Role.ForegroundRole if column or not _is_readable(node):
                return _QUIET
            case _Role.TextAlignmentRole if column == 3:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _decoration(self, node: Node) -> Any:  # noqa: ANN401 - a QIcon
        library = self._index.library
        if library is None:
            return self._thumbnails.blank
        if node.key not in self._pictures:
            self._pictures[node.key] = picture_of(library, self.selection, node)
        picture = self._pictures[node.key]
        if picture is None:
            return self._thumbnails.document
        self._waiting[picture.id] = QPersistentModelIndex(self._index_of(node))
        return self._thumbnails.icon(library, picture)

    def _show_thumbnail(self, file: int) -> None:
        where = self._waiting.pop(file, None)
        if where is not None and where.isValid():
            place = self.index(where.row(), 0, where.parent())
            self.dataChanged.emit(place, place, [_Role.DecorationRole])

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:  # noqa: ANN401
        """Return the header of a column."""
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return COLUMNS[section][0]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be chosen, and be dragged to a viewport."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        common = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return common | Qt.ItemFlag.ItemIsDragEnabled if self._node(index).level >= Level.STUDY else common

    def mimeTypes(self) -> list[str]:
        """Return the kind of what is dragged: files."""
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the images of what is dragged, as files."""
        mime = QMimeData()
        images = [image for index in indexes if index.column() == 0 for image in self.images(index)]
        mime.setUrls([QUrl.fromLocalFile(str(image.path)) for image in images[:MOST_DRAGGED]])
        return mime

    def images(self, index: Index) -> list[ImageEntry]:
        """Return the images that a row stands for, in reading order."""
        library = self._index.library
        return [] if library is None else images_within(library, self.selection, self._node(index))

    # Keeping in step

    def select(self, selection: Selection) -> None:
        """List another selection, from its top."""
        self.beginResetModel()
        self.selection = selection
        self._root = Node(0, Level.ROOT, None, None, 0)
        self._nodes = {0: self._root}
        self._pictures.clear()
        self._waiting.clear()
        self.endResetModel()
        self._fetch(self._root, CHUNK)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """List the same, sorted by a column."""
        if 0 <= column < len(COLUMNS):
            descending = order is Qt.SortOrder.DescendingOrder
            self.select(replace(self.selection, key=COLUMNS[column][1], descending=descending))

    def refresh(self) -> None:
        """Bring the loaded rows to the present state of the index; what is selected and open stays so."""
        self._synchronise(self._root)

    def _synchronise(self, node: Node) -> None:
        library = self._index.library
        loaded = len(node.children)
        if library is None or (not loaded and node is not self._root):
            node.complete = False
            return
        limit = max(loaded, CHUNK)
        entries = load(library, self.selection, node, 0, limit)
        node.complete = len(entries) < limit
        self._remove_missing(node, {entry.id for entry in entries})
        for row, entry in enumerate(entries):
            self._bring(node, row, entry)
        for child in node.children:
            self._synchronise(child)

    def _remove_missing(self, node: Node, ids: set[int]) -> None:
        for child in reversed([child for child in node.children if child.id not in ids]):
            self.beginRemoveRows(self._index_of(node), child.row, child.row)
            del node.children[child.row]
            node.renumber(child.row)
            self._forget(child)
            self.endRemoveRows()

    def _forget(self, node: Node) -> None:
        for child in node.children:
            self._forget(child)
        self._nodes.pop(node.key, None)
        self._pictures.pop(node.key, None)

    def _bring(self, node: Node, row: int, entry: Entry) -> None:
        """Let a row show an entry: inserted, moved there or changed."""
        there = next((child for child in node.children[row:] if child.id == entry.id), None)
        if there is None:
            self._insert(node, row, [entry])
            return
        if there.row != row:
            above = self._index_of(node)
            self.beginMoveRows(above, there.row, there.row, above, row)
            node.children.insert(row, node.children.pop(there.row))
            node.renumber(row)
            self.endMoveRows()
        if there.entry != entry:
            there.entry = entry
            self._pictures.pop(there.key, None)
            self.dataChanged.emit(self._index_of(there), self._index_of(there, len(COLUMNS) - 1))

    # Finding

    def find(self, path: Path) -> list[QModelIndex]:
        """Return the rows that lead to a file, from its patient down to it; empty if it is not listed."""
        library = self._index.library
        place = library.place(path) if library is not None else None
        if place is None:
            return []
        node, rows = self._root, []
        for wanted in place:
            child = self._child(node, wanted)
            if child is None:
                return []
            node = child
            rows.append(self._index_of(node))
        return rows

    def _child(self, node: Node, wanted: int) -> Node | None:
        """Return the child with an id, loading more as long as it is not among them and they are not many."""
        while True:
            found = next((child for child in node.children if child.id == wanted), None)
            if found is not None or node.complete or len(node.children) >= MOST_SEARCHED:
                return found
            self._fetch(node, max(CHUNK, len(node.children)))


def _is_readable(node: Node) -> bool:
    return not isinstance(node.entry, ImageEntry) or node.entry.is_image

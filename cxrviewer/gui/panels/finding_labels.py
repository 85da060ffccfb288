"""The list of findings: each may be checked; what was said with a label that is no longer listed stays."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

ROW_HEIGHT = 24
_COLUMNS = 2


class _WholeRow(QStyledItemDelegate):
    """A click anywhere on a label checks it, not only one on its box."""

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if not isinstance(event, QMouseEvent):
            return super().editorEvent(event, model, option, index)
        if event.type() is QEvent.Type.MouseButtonRelease and event.button() is Qt.MouseButton.LeftButton:
            checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
            other = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
            return model.setData(index, other, Qt.ItemDataRole.CheckStateRole)
        return False


class FindingLabels(QListWidget):
    """Check boxes in two columns; the arrows move, the space bar checks.

    Signals
    -------
    chosen
        The user has checked or unchecked something.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Findings")
        self.setItemDelegate(_WholeRow(self))
        self.setSelectionMode(QListWidget.SelectionMode.NoSelection)  # a bright row would look like advice
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemChanged.connect(lambda _item: self.chosen.emit())

    @property
    def checked(self) -> tuple[str, ...]:
        """What is checked, in the order of the list."""
        items = (self.item(row) for row in range(self.count()))
        return tuple(item.text() for item in items if item.checkState() is Qt.CheckState.Checked)

    def show_labels(self, listed: Sequence[str], checked: Sequence[str]) -> None:
        """List labels, and below them what is checked and not listed."""
        labels = list(dict.fromkeys((*listed, *checked)))
        self.blockSignals(True)
        if [self.item(row).text() for row in range(self.count())] != labels:
            self._list(labels)
        for row, label in enumerate(labels):
            state = Qt.CheckState.Checked if label in checked else Qt.CheckState.Unchecked
            self.item(row).setCheckState(state)
        self.blockSignals(False)

    def _list(self, labels: Sequence[str]) -> None:
        current = self.currentRow()
        self.clear()
        for label in labels:
            item = QListWidgetItem(label, self)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            )
            item.setToolTip(label if "<" not in label else "")
        self.setCurrentRow(min(max(current, 0), self.count() - 1))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep two columns."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """Be as high as half of the labels, so that the panel scrolls and not the list."""
        rows = -(-self.count() // _COLUMNS)
        self.setFixedHeight(max(rows, 1) * ROW_HEIGHT + 4)
        self.setGridSize(QSize(max(self.width() - 4, 40) // _COLUMNS, ROW_HEIGHT))

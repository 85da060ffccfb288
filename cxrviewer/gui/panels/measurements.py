"""What is drawn on the film on screen and what it measures: a table, and all values of the one selected."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.measuring import Measuring
from cxrviewer.gui.panels.annotation_model import CALIBRATION, TEXT, VALUE, WHAT, AnnotationModel
from cxrviewer.gui.panels.measurement_details import MeasurementDetails
from cxrviewer.gui.panels.measurement_texts import as_csv, as_text
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.session import Session
from cxrviewer.study import Annotation, Measurement

NOTHING_DRAWN = "Nothing is drawn on this film."
ROW_HEIGHT = 26
_WIDTHS = {WHAT: 126, VALUE: 88, CALIBRATION: 82}


class MeasurementsPanel(QWidget):
    """Table and film have one selection; the text of a row may be edited, Delete takes it away."""

    def __init__(self, session: Session, measuring: Measuring, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._measuring = session, measuring
        self.model = AnnotationModel(session, measuring, self)
        self.table = AnnotationTable(self)
        self.table.setModel(self.model)
        self.table.fix_columns()
        self.details = MeasurementDetails(self)
        self._none = wrapped_label(self, NOTHING_DRAWN, "quiet")
        self._lay_out()
        self.setFocusProxy(self.table)
        self._connect()
        self._follow_rows()

    def _lay_out(self) -> None:
        below = QScrollArea(self)
        below.setAccessibleName("Values of the selected annotation")
        below.setWidgetResizable(True)
        below.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        below.setWidget(self.details)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.setChildrenCollapsible(False)
        for part in (self.table, below):
            parts.addWidget(part)
        parts.setSizes([300, 300])
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 10)
        column.addWidget(self._none)
        column.addWidget(parts, 1)
        column.addLayout(self._buttons())
        self.setTabOrder(self.table, below)
        self.setTabOrder(below, self.copy_text)

    def _buttons(self) -> QHBoxLayout:
        self.copy_text, self.copy_csv = QPushButton("Copy as text", self), QPushButton("Copy as CSV", self)
        self.delete = QPushButton("Delete", self)
        self.delete.setAccessibleName("Delete the selected annotation")
        row = QHBoxLayout()
        for button in (self.copy_text, self.copy_csv, self.delete):
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.copy_text.clicked.connect(lambda: _to_clipboard(as_text(self._measurements())))
        self.copy_csv.clicked.connect(lambda: _to_clipboard(as_csv(self._measurements())))
        for wish in (self.delete.clicked, self.table.delete_wanted):
            wish.connect(self._delete)
        self.model.modelReset.connect(self._follow_rows)
        self.model.rowsInserted.connect(self._follow_rows)
        self.model.dataChanged.connect(self._show_details)
        self.table.selectionModel().currentRowChanged.connect(self._select)
        self._session.annotating.selection_changed.connect(self._follow_selection)

    @property
    def _selected(self) -> Annotation | None:
        row = self.model.row_of(self._session.annotating.selected)
        return self.model.items[row] if row >= 0 else None

    def _measurements(self) -> tuple[Measurement, ...]:
        """Return what is measured so far, in the order of the table."""
        return tuple(self._measuring.of(item) or Measurement(item) for item in self.model.items)

    def _select(self) -> None:
        """Select on the film what is current in the table."""
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.model.items):
            self._session.annotating.select(self.model.items[row].identifier)

    def _follow_rows(self) -> None:
        empty = not self.model.items
        self._none.setVisible(empty)
        for button in (self.copy_text, self.copy_csv):
            button.setEnabled(not empty)
        self._follow_selection()

    def _follow_selection(self) -> None:
        """Make current in the table what is selected on the film."""
        row, table = self.model.row_of(self._session.annotating.selected), self.table
        table.selectionModel().blockSignals(True)
        if row < 0:
            table.clearSelection()
            table.setCurrentIndex(self.model.index(-1, -1))
        elif row != table.currentIndex().row():
            table.selectionModel().setCurrentIndex(
                self.model.index(row, TEXT),
                QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
            )
            table.scrollTo(self.model.index(row, TEXT))
        table.selectionModel().blockSignals(False)
        table.viewport().update()
        self._measuring.ask_texture(self._selected)
        self._show_details()

    def _show_details(self) -> None:
        selected = self._selected
        self.delete.setEnabled(selected is not None)
        measured = self._measuring.of(selected) if selected is not None else None
        self.details.show_measurement(selected, measured)

    def _delete(self) -> None:
        """Take the selected annotation away and go to the one after it."""
        selected, key, annotating = self._selected, self._session.image_key, self._session.annotating
        if selected is None or key is None:
            return
        row = self.model.row_of(selected.identifier)
        annotating.edit(annotating.of(key).without(selected.identifier))
        left = self.model.items
        annotating.select(left[min(row, len(left) - 1)].identifier if left else None)


class _NamedEditor(QStyledItemDelegate):
    """Gives the field in which a text is edited a name."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = super().createEditor(parent, option, index)
        editor.setAccessibleName("Text of the annotation")
        return editor


class AnnotationTable(QTableView):
    """Rows of one height, so that thousands cost no more than those in sight.

    Signals
    -------
    delete_wanted
        The user presses Delete.
    """

    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Annotations")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setItemDelegateForColumn(TEXT, _NamedEditor(self))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)

    def fix_columns(self) -> None:
        """Give the columns their widths; the text has the rest."""
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)

    def event(self, event: QEvent) -> bool:
        """Take Delete before the window's command does, which would lose the place in the table."""
        wish = event.key() if isinstance(event, QKeyEvent) else None
        if wish == Qt.Key.Key_Delete and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the row away, Enter edits its text."""
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() == Qt.Key.Key_Delete and not editing:
            self.delete_wanted.emit()
        elif (
            event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            and not editing
            and self.currentIndex().isValid()
        ):
            self.edit(self.currentIndex().siblingAtColumn(TEXT))
        else:
            super().keyPressEvent(event)


def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)

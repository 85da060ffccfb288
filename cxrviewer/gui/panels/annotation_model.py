"""The annotations of the film on screen as rows: what, in which words, how large, calibrated how."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from cxrviewer.gui.icons import icon
from cxrviewer.gui.measuring import Measuring
from cxrviewer.gui.session import Session
from cxrviewer.locations import resources_folder
from cxrviewer.measurement import describe_quantity
from cxrviewer.study import Annotation, Kind, Maker, Measurement, SpacingOrigin

WHAT, TEXT, VALUE, CALIBRATION = range(4)
HEADERS = ("What", "Text", "Value", "Calibration")
_ICONS = {kind: f"hand_{kind.name.lower()}" for kind in Kind}
_ORIGINS = {
    SpacingOrigin.PIXEL_SPACING: "Pixel Spacing",
    SpacingOrigin.IMAGER: "detector",
    SpacingOrigin.NOMINAL_SCANNED: "nominal",
    SpacingOrigin.USER: "user",
}
_KINDS = {Kind.CARDIOTHORACIC: "CTR"}
_NO_INDEX = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class AnnotationModel(QAbstractTableModel):
    """Rows in the order in which they were drawn; the text may be edited."""

    def __init__(self, session: Session, measuring: Measuring, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._measuring = session, measuring
        self.items: tuple[Annotation, ...] = ()
        self._icons: dict[Kind, QIcon | None] = {}
        session.film_changed.connect(self._follow)
        session.annotating.changed.connect(self._follow_edit)
        measuring.measured.connect(self._follow_values)
        self._follow()

    def row_of(self, identifier: str | None) -> int:
        """Return the row of an annotation, -1 if it has none."""
        return next((row for row, item in enumerate(self.items) if item.identifier == identifier), -1)

    def _follow_edit(self, image_key: str) -> None:
        if image_key == self._session.image_key:
            self._follow()

    def _follow(self) -> None:
        """Take over what is drawn, with as little change of rows as the common edits need."""
        key, before = self._session.image_key, self.items
        after = self._session.annotating.of(key).items if key is not None else ()
        if [item.identifier for item in before] == [item.identifier for item in after[: len(before)]]:
            self._take_longer(after)
        else:
            self.beginResetModel()
            self.items = after
            self.endResetModel()

    def _take_longer(self, after: tuple[Annotation, ...]) -> None:
        """Take over rows of which the first are those that are there."""
        count = len(self.items)
        self.items = (*after[:count],)
        if count:
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, CALIBRATION))
        if len(after) > count:
            self.beginInsertRows(_NO_INDEX, count, len(after) - 1)
            self.items = after
            self.endInsertRows()

    def _follow_values(self, _image_key: str) -> None:
        if self.items:
            self.dataChanged.emit(self.index(0, VALUE), self.index(len(self.items) - 1, CALIBRATION))

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Return how many annotations there are."""
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title and its alignment."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return HEADERS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the text be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == TEXT else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's
        """Return text, picture or alignment of a cell."""
        item, column = self.items[index.row()], index.column()
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return self._text(item, column)
        if role == Qt.ItemDataRole.DecorationRole and column == WHAT:
            return self._icon(item.kind)
        return _alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401 - Qt's
        """Give an annotation other words: one edit, one step of undo."""
        item, key = self.items[index.row()], self._session.image_key
        words = str(value).strip()
        unfit = item.kind is Kind.TEXT and not words  # there would be nothing left of it
        if role != Qt.ItemDataRole.EditRole or index.column() != TEXT or key is None or unfit:
            return False
        if words != item.text:
            drawn = self._session.annotating.of(key)
            self._session.annotating.edit(drawn.adding(item.worded(words)))
        return True

    def _text(self, item: Annotation, column: int) -> str:
        if column == WHAT:
            return _what(item)
        if column == TEXT:
            return item.text
        measured = self._measuring.of(item)
        if measured is None:
            return "…" if column == VALUE else ""
        return headline(measured) if column == VALUE else calibration(measured)

    def _icon(self, kind: Kind) -> QIcon | None:
        """Return the picture of the tool that draws it, if there is one."""
        if kind not in self._icons:
            name = _ICONS[kind]
            there = (resources_folder() / "icons" / f"{name}.svg").is_file()
            self._icons[kind] = icon(name) if there else None
        return self._icons[kind]


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == VALUE else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _what(item: Annotation) -> str:
    name = _KINDS.get(item.kind, str(item.kind))
    mark = {Maker.MODEL: ", proposed", Maker.IMPORTED: ", imported"}.get(item.maker, "")
    return f"{name[0].upper()}{name[1:]}{mark}"


def headline(measured: Measurement) -> str:
    """Return the one value that stands for a measurement; empty where nothing is measured."""
    return describe_quantity(measured.quantities[0]) if measured.quantities else ""


def calibration(measured: Measurement) -> str:
    """Return in a word where lengths come from; empty where none is measured."""
    if measured.spacing is not None:
        return _ORIGINS[measured.spacing.origin]
    return "none" if any(quantity.unit in {"px", "px2"} for quantity in measured.quantities) else ""

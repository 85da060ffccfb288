"""Rows of two lines: what it is, and below it, quieter, what else there is to say."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

_TITLE, _CHOSEN, _DETAILS = QColor("#d5dae1"), QColor("#ffffff"), QColor("#98a2ae")
_GAP = 2


class TwoLines(QStyledItemDelegate):
    """Draws the lines of a cell's text one below the other, each cut where the row ends."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw ground and picture as the style does, then the text."""
        row = QStyleOptionViewItem(option)
        self.initStyleOption(row, index)
        title, _, details = str(index.data()).partition("\n")
        style = row.widget.style() if row.widget is not None else QApplication.style()
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, row, row.widget)
        row.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, row, painter, row.widget)
        chosen = bool(row.state & QStyle.StateFlag.State_Selected)
        colour = _CHOSEN if chosen else index.data(Qt.ItemDataRole.ForegroundRole) or _TITLE
        _draw(painter, room.adjusted(_GAP, 0, -_GAP, 0), row.font, title, details, colour)


def _draw(painter: QPainter, room: QRect, font: QFont, title: str, details: str, colour: QColor) -> None:
    """Draw one or two lines in the middle of the height."""
    plain = QFont(font)
    plain.setWeight(QFont.Weight.Normal)
    lines = [(font, title, colour), (plain, details, _DETAILS)][: 2 if details else 1]
    height = QFontMetrics(font).height()
    top = room.top() + (room.height() - height * len(lines) - _GAP * (len(lines) - 1)) // 2
    painter.save()
    for number, (face, text, pen) in enumerate(lines):
        painter.setFont(face)
        painter.setPen(pen)
        line = QRect(room.left(), top + number * (height + _GAP), room.width(), height)
        shown = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()

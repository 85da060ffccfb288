"""Every shortcut and gesture, from the one table of actions."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.actions import ACTIONS, GESTURES, MENUS, ActionSpec


def show_shortcuts(parent: QWidget) -> QDialog:
    """Open the list beside the window; it blocks nothing."""
    dialog = QDialog(parent)
    dialog.setObjectName("shortcuts")
    dialog.setWindowTitle("Keyboard shortcuts and gestures")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    area = QScrollArea(dialog)
    area.setAccessibleName("Shortcuts")
    area.setWidgetResizable(True)
    area.setWidget(_table())
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(area)
    layout.addWidget(buttons)
    dialog.resize(700, 860)
    dialog.show()
    return dialog


def _table() -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setHorizontalSpacing(28)
    grid.setVerticalSpacing(7)
    grid.setColumnStretch(1, 1)
    for menu in MENUS:
        rows = [(_keys(spec), spec.tip) for spec in ACTIONS if spec.menu == menu and spec.shortcut]
        _add(grid, menu.replace("&", ""), rows)
    _add(grid, "Mouse and number keys", GESTURES)
    return table


def _keys(spec: ActionSpec) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(keys.toString(native) for keys in QKeySequence.listFromString(spec.shortcut))


def _add(grid: QGridLayout, title: str, rows: Sequence[tuple[str, str]]) -> None:
    heading = QLabel(title)
    heading.setProperty("role", "section")
    heading.setContentsMargins(0, 10, 0, 2)
    grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
    for keys, tip in rows:
        row = grid.rowCount()
        grid.addWidget(QLabel(keys), row, 0)
        tip_label = QLabel(tip)
        tip_label.setProperty("role", "quiet")
        tip_label.setWordWrap(True)
        grid.addWidget(tip_label, row, 1)

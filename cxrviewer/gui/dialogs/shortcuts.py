"""Every shortcut and gesture, from the one table of actions: searched, read and changed."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.actions import ACTIONS, MENUS, SPECS, plain_text
from cxrviewer.gui.dialogs.once import show_once
from cxrviewer.gui.dialogs.shortcut_editor import ShortcutEditor
from cxrviewer.gui.gesture_table import GESTURES
from cxrviewer.gui.keymap import native, split
from cxrviewer.gui.remapping import Remapping

TITLES = ("Command", "Keys", "What it does")
NAME = Qt.ItemDataRole.UserRole
HELP = "Double click or Enter on a command, then press its new keys."
NOTHING = "Nothing is called so."
WIDTHS = (250, 190)


class ShortcutsDialog(QDialog):
    """Beside the window; it blocks nothing."""

    def __init__(self, parent: QWidget, remapping: Remapping) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle("Shortcuts and gestures")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._remapping = remapping
        self._groups: dict[str, tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = {}
        self.search, self.tree = QLineEdit(self), _tree(self)
        self.editor, self.hint = ShortcutEditor(remapping, self), QLabel(HELP, self)
        self._build_search()
        self._fill()
        self._lay_out()
        self.tree.currentItemChanged.connect(self._choose)
        self.tree.itemActivated.connect(lambda _item: self.editor.start())
        self.editor.finished.connect(self.tree.setFocus)
        remapping.changed.connect(self._follow)
        self._follow()
        self.search.setFocus()

    def _build_search(self) -> None:
        self.search.setPlaceholderText("Search commands, keys and what they do")
        self.search.setAccessibleName("Search shortcuts")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self.tree.setFocus)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        self.hint.setProperty("role", "quiet")
        column = QVBoxLayout(self)
        for widget in (self.search, self.tree, self.hint, self.editor, buttons):
            column.addWidget(widget, int(widget is self.tree))
        room = self.screen().availableSize()
        self.resize(min(980, room.width() - 40), min(840, room.height() - 60))

    def _fill(self) -> None:
        for menu in MENUS:
            specs = [spec for spec in ACTIONS if spec.menu == menu]
            rows = [_row((plain_text(spec), "", spec.tip.rstrip(".")), spec.name) for spec in specs]
            self._add_group(menu.replace("&", ""), rows)
        for title, gestures in GESTURES.items():
            self._add_group(title, [_row((gesture, "", does), None) for gesture, does in gestures])
        self.tree.expandAll()

    def _add_group(self, title: str, rows: list[QTreeWidgetItem]) -> None:
        group = QTreeWidgetItem(self.tree, [title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFirstColumnSpanned(True)
        font = QFont(self.font())
        font.setBold(True)
        group.setFont(0, font)
        group.addChildren(rows)
        self._groups[title] = group, rows

    def rows(self) -> Iterator[QTreeWidgetItem]:
        """Yield what stands below the titles."""
        for _group, rows in self._groups.values():
            yield from rows

    def _follow(self) -> None:
        """Write the keys as they are; those that the user has chosen are bold."""
        keymap = self._remapping.keymap
        for row in self.rows():
            name = row.data(0, NAME)
            if name is None:
                continue
            row.setText(1, native(keymap.of(name)))
            font = QFont(self.font())
            font.setBold(keymap.changed(name))
            row.setFont(1, font)
            usual = native(split(SPECS[name].shortcut)) or "none"
            row.setToolTip(1, f"Usual keys: {usual}")

    def _choose(self, row: QTreeWidgetItem | None) -> None:
        self.editor.work_on(row.data(0, NAME) if row is not None else None)

    def _narrow(self, text: str) -> None:
        """Show what holds every word of the search, or all of a group whose title does."""
        words = text.casefold().split()
        for title, (group, rows) in self._groups.items():
            for row in rows:
                told = " ".join((title, *(row.text(column) for column in range(3)))).casefold()
                row.setHidden(not all(word in told for word in words))
            group.setHidden(all(row.isHidden() for row in rows))
        found = any(not group.isHidden() for group, _rows in self._groups.values())
        self.hint.setText(HELP if found else NOTHING)


def show_shortcuts(parent: QWidget, remapping: Remapping) -> ShortcutsDialog:
    """Open the list, or bring the one that is open to the front."""
    return show_once(parent, ShortcutsDialog, lambda: ShortcutsDialog(parent, remapping))


def _tree(parent: QWidget) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setAccessibleName("Shortcuts and gestures")
    tree.setAccessibleDescription(HELP)
    tree.setHeaderLabels(TITLES)
    tree.setUniformRowHeights(True)
    tree.setRootIsDecorated(False)
    tree.setIndentation(14)
    tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = tree.header()
    header.setStretchLastSection(True)
    for column, width in enumerate(WIDTHS):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(column, width)
    return tree


def _row(texts: tuple[str, str, str], name: str | None) -> QTreeWidgetItem:
    row = QTreeWidgetItem(list(texts))
    row.setData(0, NAME, name)
    row.setToolTip(2, texts[2])
    return row

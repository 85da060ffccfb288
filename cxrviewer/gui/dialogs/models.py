"""The models: which are in use, how good they are and where their limits lie; switched here."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QTextCursor, QTextDocument, QTextOption, QTextTable
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.dialogs.once import show_once
from cxrviewer.gui.model_desk import OTHERS, PURPOSES, ModelDesk, ModelRow

TITLES = ("Model", "In use", "Origin", "Main figure with 95 % interval")
WIDTHS = (220, 62, 88)
PACKAGES = "Model packages (*.cxrmodel);;All files (*)"
ROW = Qt.ItemDataRole.UserRole
SECTION_GAP = 14
RULES = QColor("#343b45")  # of tables in cards: quieter than their text
BUTTONS = (
    ("use", "&Use", "Let the analysis use this model from now on"),
    ("roll_back", "Roll &back", "Let the analysis use the model that it used before this one"),
    ("verify", "&Verify", "Check card, hashes, weights and golden output of this model"),
    ("export", "&Export…", "Write this model as one file"),
    ("remove", "&Remove…", "Remove this model; those that ship stay"),
    ("bring_in", "&Import…", "Install a model from a file"),
)


class ModelsDialog(QDialog):
    """Beside the window; it blocks nothing."""

    def __init__(self, parent: QWidget, desk: ModelDesk) -> None:
        super().__init__(parent)
        self.setObjectName("models")
        self.setWindowTitle("Models")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._busy = desk, False
        self.tree, self.card = _tree(self), QTextBrowser(self)
        self.state, self.progress = QLabel(self), QProgressBar(self)
        self.buttons = {name: QPushButton(text, self) for name, text, _tip in BUTTONS}
        self._dress()
        self._place()
        self._connect()
        self.tree.setFocus()
        desk.refresh()

    def _dress(self) -> None:
        self.card.setAccessibleName("Card of the model")
        self.card.setOpenLinks(False)
        self.card.setWordWrapMode(QTextOption.WrapMode.WordWrap)  # names of classes stay whole in tables
        self.state.setAccessibleName("State of the work")
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        for name, text, tip in BUTTONS:
            self.buttons[name].setAccessibleName(text.replace("&", "").rstrip("…"))
            self.buttons[name].setToolTip(f"{tip}.")
            self.buttons[name].setAutoDefault(False)

    def _place(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.tree)
        split.addWidget(self.card)
        split.setChildrenCollapsible(False)
        split.setSizes([640, 560])
        row = QHBoxLayout()
        for name, _text, _tip in BUTTONS:
            if name == "bring_in":
                row.addStretch(1)
            row.addWidget(self.buttons[name])
        close = QPushButton("Close", self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(split, 1)
        for part in (self.progress, self.state):
            column.addWidget(part)
        column.addLayout(row)
        room = self.screen().availableSize()
        self.resize(min(1240, room.width() - 40), min(760, room.height() - 60))

    def _connect(self) -> None:
        desk, buttons = self._desk, self.buttons
        desk.listed.connect(self._show)
        desk.began.connect(self._begin)
        desk.ended.connect(self._end)
        self.tree.currentItemChanged.connect(self._choose)
        self.tree.itemActivated.connect(lambda _item: buttons["use"].click())
        for name, act in (
            ("use", lambda row: desk.use(row.name)),
            ("roll_back", lambda row: desk.roll_back(row.key)),
            ("verify", lambda row: desk.verify(row.name)),
            ("export", self._export),
            ("remove", self._remove),
        ):
            buttons[name].clicked.connect(partial(self._act, act))
        buttons["bring_in"].clicked.connect(self._import)

    @property
    def row(self) -> ModelRow | None:
        """The model that is selected."""
        item = self.tree.currentItem()
        row: ModelRow | None = item.data(0, ROW) if item is not None else None
        return row

    def _act(self, act: Callable[[ModelRow], None], _checked: bool = False) -> None:
        row = self.row
        if row is not None:
            act(row)

    # The list

    def _show(self, rows: tuple[ModelRow, ...]) -> None:
        """List the models under what they are for, and stay at the one that was selected."""
        selected = self.row.name if self.row is not None else ""
        self.tree.clear()
        order = [*PURPOSES.values(), OTHERS]
        ordered = sorted(rows, key=lambda row: order.index(row.group))
        groups = groupby(ordered, lambda row: row.group)
        items = [item for title, group in groups for item in self._add_group(title, group)]
        self.tree.expandAll()
        wanted = [item for item in items if item.data(0, ROW).name == selected] or items
        if wanted:
            self.tree.setCurrentItem(wanted[0])

    def _add_group(self, title: str, rows: Iterable[ModelRow]) -> list[QTreeWidgetItem]:
        group = QTreeWidgetItem(self.tree, [title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFirstColumnSpanned(True)
        font = QFont(self.font())
        font.setBold(True)
        group.setFont(0, font)
        items = [_item(row) for row in rows]
        group.addChildren(items)
        return items

    def _choose(self) -> None:
        """Show the card of the model that is selected, and allow what can be done with it."""
        row = self.row
        self.card.setMarkdown(row.card if row is not None else "")
        _quieten_tables(self.card.document())
        _part_sections(self.card.document())
        self._follow()

    def _follow(self) -> None:
        row = None if self._busy else self.row
        sound = row is not None and not row.broken
        allowed = {
            "use": sound and row is not None and row.group != OTHERS and not row.in_use,
            "roll_back": row is not None and row.may_roll_back,
            "verify": row is not None,
            "export": sound,
            "remove": row is not None and not row.shipped and not row.in_use,
            "bring_in": not self._busy,
        }
        for name, button in self.buttons.items():
            button.setEnabled(allowed[name])

    # Work

    def _begin(self, words: str) -> None:
        self._busy = True
        self.state.setText(f"{words} …")
        self.progress.show()
        self._follow()

    def _end(self, said: str) -> None:
        self._busy = False
        self.state.setText(said)
        self.progress.hide()
        self._follow()

    def _import(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, "Import a model", "", PACKAGES)
        if name:
            self._desk.bring_in(Path(name))

    def _export(self, row: ModelRow) -> None:
        name, _filter = QFileDialog.getSaveFileName(self, "Export", f"{row.name}.cxrmodel", PACKAGES)
        if name:
            self._desk.give_out(row.name, Path(name))

    def _remove(self, row: ModelRow) -> None:
        buttons = QMessageBox.StandardButton
        question = f"Remove {row.title} for good? Results that were made with it stay."
        answer = QMessageBox.question(self, "Remove", question, buttons.Ok | buttons.Cancel, buttons.Cancel)
        if answer == buttons.Ok:
            self._desk.remove(row.name)


def show_models(parent: QWidget, desk: ModelDesk) -> ModelsDialog:
    """Open the list, or bring the one that is open to the front."""
    return show_once(parent, ModelsDialog, lambda: ModelsDialog(parent, desk))


def _quieten_tables(document: QTextDocument) -> None:
    """Draw thin dark rules, as tables of the window have."""
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            form = frame.format()
            form.setBorderBrush(RULES)
            form.setBorderCollapse(True)
            form.setCellPadding(4)
            frame.setFormat(form)


def _part_sections(document: QTextDocument) -> None:
    """Leave room above titles, as pages of the window do."""
    block = document.begin().next()
    while block.isValid():
        if block.blockFormat().headingLevel():
            form = block.blockFormat()
            form.setTopMargin(SECTION_GAP)
            QTextCursor(block).setBlockFormat(form)
        block = block.next()


def _item(row: ModelRow) -> QTreeWidgetItem:
    used, origin = ("\N{CHECK MARK}" if row.in_use else ""), ("shipped" if row.shipped else "your own")
    item = QTreeWidgetItem([row.title, used, origin, row.figures])
    item.setData(0, ROW, row)
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignCenter)
    item.setToolTip(3, row.figures)
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{row.title}{', in use' if row.in_use else ''}")
    return item


def _tree(parent: QWidget) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setAccessibleName("Models")
    tree.setAccessibleDescription("Enter uses the model that is selected.")
    tree.setHeaderLabels(TITLES)
    tree.setUniformRowHeights(True)
    tree.setRootIsDecorated(False)
    tree.setIndentation(14)
    header = tree.header()
    header.setStretchLastSection(True)
    for column, width in enumerate(WIDTHS):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(column, width)
    return tree

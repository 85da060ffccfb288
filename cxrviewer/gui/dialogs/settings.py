"""Every setting, made from the table of them: on pages, searched, changed at once, brought back."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cxrviewer.gui.device_desk import DeviceDesk
from cxrviewer.gui.dialogs.once import show_once
from cxrviewer.gui.dialogs.setting_fields import field_for
from cxrviewer.gui.panels.messages import wrapped_label
from cxrviewer.gui.settings_in_use import SettingsInUse
from cxrviewer.settings import PAGES, SHOWN, Settings, SettingSpec

NOTHING = "Nothing is called so."
_PAGES_WIDTH, _FIELD_WIDTH, _SIZE = 160, 210, (820, 560)
Ways = Mapping[str, Callable[[], None]]


class SettingRow(QWidget):
    """Title, field, the way back, and below them what the setting is."""

    def __init__(
        self, spec: SettingSpec, in_use: SettingsInUse, own: Callable[[], None] | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.spec = spec
        self._in_use = in_use
        self.title = QLabel(spec.title, self)
        self.field = field_for(spec, own, self)
        self.title.setBuddy(self.field)
        self.help = wrapped_label(self, spec.description, "quiet")
        self.reset = QPushButton("Reset", self)
        self.reset.setObjectName("dismiss")
        self.reset.setAutoDefault(False)
        self.reset.setAccessibleName(f"Reset {spec.title.lower()}")
        self.field.setAccessibleDescription(spec.description)
        self.field.edited.connect(lambda value: in_use.choose(spec.name, value))
        self.reset.clicked.connect(self._go_back)
        self._arrange()

    def _arrange(self) -> None:
        keep = self.reset.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(keep)
        self.field.setFixedWidth(_FIELD_WIDTH)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 12, 14)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.title, 0, 0)
        grid.addWidget(self.field, 0, 1)
        grid.addWidget(self.reset, 0, 2)
        grid.addWidget(self.help, 1, 0, 1, 3)

    def follow(self, now: Settings) -> None:
        """Show the value in use."""
        value = getattr(now, self.spec.name)
        changed = value != self.spec.default
        self.field.put(value)
        self.reset.setVisible(changed)
        self.title.setProperty("role", "changed" if changed else "")
        self.title.style().polish(self.title)

    def holds(self, words: list[str]) -> bool:
        """Tell whether every word stands in title, page, name or help."""
        told = " ".join((self.spec.title, self.spec.page, self.spec.name, self.spec.description)).casefold()
        return all(word in told for word in words)

    def _go_back(self) -> None:
        self._in_use.choose(self.spec.name, self.spec.default)
        self.field.setFocus()


class SettingsDialog(QDialog):
    """Beside the window; it blocks nothing, and there is nothing to confirm.

    Parameters
    ----------
    parent
        The window.
    in_use
        The settings as they hold now.
    device
        Tells what computes.
    others
        Settings that have a dialog of their own, and what opens it.
    """

    def __init__(self, parent: QWidget, in_use: SettingsInUse, device: DeviceDesk, others: Ways) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self.setWindowTitle("Settings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search, self.pages, self.area = QLineEdit(self), QListWidget(self), QScrollArea(self)
        self.nothing = wrapped_label(self, NOTHING, "quiet")
        inner = QWidget()
        self.rows = {
            spec.name: SettingRow(spec, in_use, others.get(spec.name), inner)
            for page in PAGES
            for spec in SHOWN
            if spec.page == page
        }
        self._titles = {page: wrapped_label(inner, page, "section") for page in PAGES}
        self._dress()
        self._fill(inner)
        self._place()
        self._device, self._in_use = device, in_use
        device.changed.connect(self._follow_device)
        device.ask()
        self._follow_device()
        in_use.changed.connect(self._follow)
        self._follow()
        self.pages.setCurrentRow(0)
        self.search.setFocus()

    def _dress(self) -> None:
        self.search.setPlaceholderText("Search settings")
        self.search.setAccessibleName("Search settings")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.pages.setObjectName("folders")
        self.pages.setAccessibleName("Pages of settings")
        self.pages.setFixedWidth(_PAGES_WIDTH)
        self.pages.addItems(PAGES)
        self.pages.currentRowChanged.connect(lambda _row: self.search.clear())
        self.pages.currentRowChanged.connect(lambda _row: self._narrow())
        self.area.setAccessibleName("Settings")
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _fill(self, inner: QWidget) -> None:
        column = QVBoxLayout(inner)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.nothing)
        for page, title in self._titles.items():
            title.setContentsMargins(0, 0, 0, 8)
            column.addWidget(title)
            for row in self.rows.values():
                if row.spec.page == page:
                    column.addWidget(row)
        column.addStretch()
        self.area.setWidget(inner)

    def _place(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.pages)
        middle.addWidget(self.area, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(self.search)
        column.addLayout(middle, 1)
        column.addWidget(buttons)
        self.resize(*_SIZE)

    def _follow_device(self) -> None:
        """Say below the choice of the device what it comes to."""
        row = self.rows["device"]
        row.help.setText(f"{row.spec.description}\nNow: {self._device.words}")

    def _follow(self) -> None:
        now = self._in_use.now
        for row in self.rows.values():
            row.follow(now)

    def _narrow(self, text: str = "") -> None:
        """Show what holds every word of the search, on whatever page; without a search one page."""
        words = text.casefold().split()
        number = max(self.pages.currentRow(), 0)
        page = PAGES[number]
        self.pages.item(number).setSelected(not words)
        shown = {row for row in self.rows.values() if (row.holds(words) if words else row.spec.page == page)}
        for row in self.rows.values():
            row.setVisible(row in shown)
        for name, title in self._titles.items():
            title.setVisible(any(row.spec.page == name for row in shown))
        self.nothing.setVisible(not shown)
        self.area.verticalScrollBar().setValue(0)


def show_settings(parent: QWidget, in_use: SettingsInUse, device: DeviceDesk, others: Ways) -> SettingsDialog:
    """Open the settings, or bring those that are open to the front."""
    return show_once(parent, SettingsDialog, lambda: SettingsDialog(parent, in_use, device, others))

"""What the actions of the Help menu and the settings do: one method for each name."""

from collections.abc import Callable

from PySide6.QtWidgets import QMainWindow

from cxrviewer.gui.device_desk import DeviceDesk
from cxrviewer.gui.dialogs.about import show_about
from cxrviewer.gui.dialogs.log import show_log
from cxrviewer.gui.dialogs.settings import show_settings
from cxrviewer.gui.dialogs.shortcuts import show_shortcuts
from cxrviewer.gui.outside import open_outside
from cxrviewer.gui.remapping import Remapping
from cxrviewer.gui.session import Session
from cxrviewer.gui.settings_in_use import SettingsInUse
from cxrviewer.locations import guide_page, log_file


class HelpCommands:
    """The methods carry the names of the table in `actions`."""

    _window: QMainWindow
    _session: Session
    remapping: Remapping
    settings: SettingsInUse
    device: DeviceDesk
    edit_findings: Callable[[], None]

    def show_settings(self) -> None:
        """Show every setting, and change them."""
        others = {"finding_labels": self.edit_findings, "shortcuts": self.show_shortcuts}
        show_settings(self._window, self.settings, self.device, others)

    def show_guide(self) -> None:
        """Show the user guide in the browser; it needs no network."""
        page = guide_page()
        if not page.is_file():
            self._session.message.emit(f"{page}: the user guide is not there; `make guide` builds it.")
        elif not open_outside(page):
            self._session.message.emit(f"{page}: no program is there that shows the user guide.")

    def show_shortcuts(self) -> None:
        """List every shortcut and gesture."""
        show_shortcuts(self._window, self.remapping)

    def show_log(self) -> None:
        """Show the program's log."""
        show_log(self._window, log_file())

    def show_about(self) -> None:
        """Tell what the program is, and what computes."""
        show_about(self._window, self.device)

"""The panes at both sides of the films: shown, put away for more film, and remembered."""

from PySide6.QtCore import QEvent, QObject

from cxrviewer.gui.pane import Pane
from cxrviewer.gui.remembering import SettingsStore
from cxrviewer.gui.shell import Shell
from cxrviewer.settings import Settings

NARROW = 1200


class SidePanes(QObject):
    """Shows and hides the list of studies and the panels of results; their switches follow what is seen.

    A window narrower than `NARROW` begins without the list, which is not remembered.
    """

    def __init__(self, shell: Shell, store: SettingsStore) -> None:
        super().__init__(shell.window)
        self._store = store
        self._films, self._panels = shell.films, shell.analysis
        self._switches = {
            self._films: shell.actions["toggle_films"],
            self._panels: shell.actions["toggle_panels"],
        }
        for pane in self._switches:
            pane.installEventFilter(self)
        self._films.setVisible(store.settings.films_visible and shell.window.width() >= NARROW)
        self._panels.setVisible(store.settings.panels_visible)
        self._follow()

    def toggle_films(self) -> None:
        """Show or hide the list of studies."""
        self._films.setVisible(self._films.isHidden())
        self._store.show_films(visible=not self._films.isHidden())

    def toggle_panels(self) -> None:
        """Show or hide the panels of results."""
        self._panels.setVisible(self._panels.isHidden())
        self._store.show_panels(visible=not self._panels.isHidden())

    def show_films(self) -> None:
        """Show the list of studies, if it is put away."""
        if self._films.isHidden():
            self.toggle_films()

    def show_panels(self) -> None:
        """Show the panels of results, if they are put away."""
        if self._panels.isHidden():
            self.toggle_panels()

    def apply(self, settings: Settings) -> None:
        """Show or hide what the user has just chosen otherwise."""
        if settings.films_visible != self._store.settings.films_visible:
            self.toggle_films()
        if settings.panels_visible != self._store.settings.panels_visible:
            self.toggle_panels()

    def _follow(self) -> None:
        for pane, switch in self._switches.items():
            switch.setChecked(not pane.isHidden())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the switch follow a pane that comes or goes, by full screen too."""
        kinds = {QEvent.Type.ShowToParent, QEvent.Type.HideToParent}
        if isinstance(watched, Pane) and event.type() in kinds:
            self._follow()
        return False

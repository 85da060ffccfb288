"""Fills the screen with the films: menus, toolbar and panes step aside, the warning stays."""

from PySide6.QtWidgets import QToolBar, QWidget

from cxrviewer.gui.shell import Shell


class FullScreen:
    """Remembers what it has put aside, and puts it back."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._aside: list[QWidget] = []
        self._was_maximized = False

    def toggle(self) -> None:
        """Fill the screen, or no longer."""
        window = self._shell.window
        if window.isFullScreen():
            for widget in self._aside:
                widget.show()
            self._aside.clear()
            window.showMaximized() if self._was_maximized else window.showNormal()
        else:
            self._was_maximized = window.isMaximized()
            self._aside = [widget for widget in self._surroundings() if widget.isVisible()]
            for widget in self._aside:
                widget.hide()
            window.showFullScreen()
        self._shell.actions["full_screen"].setChecked(window.isFullScreen())

    def _surroundings(self) -> tuple[QWidget, ...]:
        shell = self._shell
        return (shell.window.menuBar(), *shell.window.findChildren(QToolBar), shell.films, shell.analysis)

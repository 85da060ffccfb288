"""The shortcuts of the window's actions, as the user has them; a change holds at once."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from cxrviewer.gui.action_building import dress
from cxrviewer.gui.actions import ACTIONS
from cxrviewer.gui.keymap import Keymap
from cxrviewer.gui.remembering import SettingsStore


class Remapping(QObject):
    """Holds the keymap; one for the window.

    Parameters
    ----------
    actions
        Name -> action, as in the table.
    keymap
        That the actions have been built with.
    store
        Where what differs from the table is kept.

    Signals
    -------
    changed
        A command has other keys.
    """

    changed = Signal()

    def __init__(self, actions: Mapping[str, QAction], keymap: Keymap, store: SettingsStore) -> None:
        super().__init__(store)
        self._actions, self._store = actions, store
        self.keymap = keymap

    def use(self, keymap: Keymap) -> None:
        """Give the actions other keys and remember them."""
        before, self.keymap = self.keymap, keymap
        other = [spec for spec in ACTIONS if before.of(spec.name) != keymap.of(spec.name)]
        for spec in other:  # no two have the same key meanwhile
            self._actions[spec.name].setShortcuts([])
        for spec in other:
            dress(self._actions[spec.name], spec, keymap)
        self._store.choose_shortcuts(keymap.chosen)
        self.changed.emit()

"""The menus that follow what is open, and which actions can be given now."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from cxrviewer.gui.actions import ACTIONS, Needs
from cxrviewer.gui.remembering import SettingsStore
from cxrviewer.gui.session import Session
from cxrviewer.gui.shell import Shell
from cxrviewer.gui.viewport.texts import describe_voi

FILM_MENU = ("fit", "one_to_one", "reset", "", "invert", "rotate_right", "rotate_left", "flip_horizontal")
PRESETS = 9


class Menus(QObject):
    """Recent files, window presets and the film's own menu."""

    def __init__(
        self,
        shell: Shell,
        session: Session,
        store: SettingsStore,
        open_path: Callable[[Path], None],
        apply_preset: Callable[[int], None],
    ) -> None:
        super().__init__(shell.window)
        self._shell, self._session, self._store = shell, session, store
        self._open_path = open_path
        self._enabled: dict[str, bool] = {}
        self.recent = QMenu("&Recent", shell.window)
        self.recent.aboutToShow.connect(self._list_recent)
        self._insert(self.recent, before="save_picture")
        self.presets = QMenu("Window &presets", shell.window)
        self._insert(self.presets, before="invert")
        self._preset_actions = [self._preset(number, apply_preset) for number in range(1, PRESETS + 1)]
        for signal in (session.film_changed, session.files_changed, session.analysis_changed):
            signal.connect(self.follow)
        session.film_changed.connect(self._follow_presets)
        session.display_changed.connect(self._follow_switches)
        session.status_changed.connect(self._follow_status)
        self.follow()
        self._follow_presets()

    def _insert(self, menu: QMenu, before: str) -> None:
        """Put a menu before an action of the table."""
        action = self._shell.actions[before]
        parent = next(place for place in action.associatedObjects() if isinstance(place, QMenu))
        parent.insertMenu(action, menu)

    def _preset(self, number: int, apply: Callable[[int], None]) -> QAction:
        action = self.presets.addAction("")
        action.setShortcut(QKeySequence(str(number)))
        action.triggered.connect(lambda: apply(number))
        return action

    def follow(self) -> None:
        """Enable what can be given now."""
        available = {
            Needs.NOTHING: True,
            Needs.IMAGE: self._session.film is not None,
            Needs.ANALYSIS: self._session.analysis is not None,
            Needs.SEVERAL: len(self._session.files) > 1,
        }
        for spec in ACTIONS:
            if self._enabled.get(spec.name) is not available[spec.needs]:
                self._enabled[spec.name] = available[spec.needs]
                self._shell.actions[spec.name].setEnabled(available[spec.needs])
        self._follow_status()
        self._follow_switches()

    def _follow_status(self) -> None:
        self._enabled["cancel_analysis"] = self._session.status.busy
        self._shell.actions["cancel_analysis"].setEnabled(self._session.status.busy)

    def _follow_presets(self) -> None:
        film = self._session.film
        presets = film.presets if film is not None else ()
        self.presets.setEnabled(bool(presets))
        for number, action in enumerate(self._preset_actions):
            there = number < len(presets)
            action.setVisible(there)
            action.setEnabled(there)
            if there:
                preset = presets[number]
                action.setText(f"{preset.name}   {describe_voi(preset.voi)}")

    def _follow_switches(self) -> None:
        display = self._session.display
        states = {
            "toggle_texts": display.texts_visible,
            "toggle_mask": display.mask.visible,
            "toggle_heatmap": display.heatmap.visible,
        }
        for name, checked in states.items():
            self._shell.actions[name].setChecked(checked)

    def _list_recent(self) -> None:
        self.recent.clear()
        for name in self._store.settings.recent_files:
            self.recent.addAction(name, partial(self._open_path, Path(name)))
        if self._store.settings.recent_files:
            self.recent.addSeparator()
            self.recent.addAction("Clear the list", self._store.forget_recent)
        else:
            self.recent.addAction("Nothing opened yet").setEnabled(False)

    def film_menu(self) -> QMenu:
        """Return the menu of a right click on the film."""
        menu = QMenu(self._shell.window)
        for name in FILM_MENU:
            if name:
                menu.addAction(self._shell.actions[name])
            else:
                menu.addSeparator()
        menu.addMenu(self.presets)
        menu.addSeparator()
        for name in ("toggle_mask", "toggle_heatmap", "toggle_texts", "", "save_picture", "save_report"):
            menu.addAction(self._shell.actions[name]) if name else menu.addSeparator()
        return menu

    def show_film_menu(self, place: QPoint) -> None:
        """Open the film's menu there."""
        self.film_menu().popup(place)

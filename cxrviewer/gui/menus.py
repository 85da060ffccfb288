"""The menus that follow what is open, and which actions can be given now."""

from collections.abc import Callable
from functools import partial
from itertools import zip_longest
from pathlib import Path

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from cxrviewer.gui.actions import ACTIONS, Needs
from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.film import Preset
from cxrviewer.gui.layouts import Layout
from cxrviewer.gui.remembering import SettingsStore
from cxrviewer.gui.session import Session
from cxrviewer.gui.shell import Shell
from cxrviewer.gui.viewport.texts import describe_voi
from cxrviewer.study import Kind, Maker

FILM_MENU = (
    *("fit", "one_to_one", "reset", "", "invert", "rotate_right", "rotate_left", "flip_horizontal", ""),
    *("override_polarity", "ignore_lut", "", "compare_prior", "toggle_link", "", "auto_window"),
)
KEYS = 9
HANDS = {f"hand_{hand}": hand for hand in Hand if f"hand_{hand}" in {spec.name for spec in ACTIONS}}
ANNOTATION_MENU = (
    *("accept_proposal", "", "edit_annotation_text", "calibrate_from_line", "forget_calibration"),
    *("", "delete_annotation"),
)
_EDITS = (
    *(Needs.UNDO, Needs.REDO, Needs.SELECTED, Needs.LINE, Needs.PROPOSED, Needs.DRAWN),
    Needs.CORRECTED,
)
LAYOUTS = {"layout_one": Layout.ONE, "layout_two": Layout.TWO, "layout_four": Layout.FOUR}


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
        self._insert(self.presets, before="auto_window")
        self._apply_preset = apply_preset
        self._preset_actions: list[QAction] = []
        for signal in (session.film_changed, session.files_changed, session.analysis_changed):
            signal.connect(self.follow)
        session.film_changed.connect(self._follow_presets)
        annotating = session.annotating
        for drawn in (annotating.changed, annotating.selection_changed):
            drawn.connect(self.follow)
        annotating.hand_changed.connect(self._follow_switches)
        session.display_changed.connect(self._follow_switches)
        session.display_changed.connect(self._follow_voi)
        session.status_changed.connect(self._follow_status)
        session.stacks_changed.connect(self.follow)
        session.layout_changed.connect(self._follow_switches)
        session.reading_desk.changed.connect(self._follow_switches)
        self.follow()
        self._follow_presets()

    def _insert(self, menu: QMenu, before: str) -> None:
        """Put a menu before an action of the table."""
        action = self._shell.actions[before]
        parent = next(place for place in action.associatedObjects() if isinstance(place, QMenu))
        parent.insertMenu(action, menu)

    def follow(self) -> None:
        """Enable what can be given now."""
        available = {
            Needs.NOTHING: True,
            Needs.IMAGE: self._session.film is not None,
            Needs.ANALYSIS: self._session.analysis is not None,
            Needs.SEVERAL: len(self._session.files) > 1,
            Needs.STACK: len(self._session.stack) > 1,
            **self._edits_at_hand(),
        }
        for spec in ACTIONS:
            if self._enabled.get(spec.name) is not available[spec.needs]:
                self._enabled[spec.name] = available[spec.needs]
                self._shell.actions[spec.name].setEnabled(available[spec.needs])
        self._follow_status()
        self._follow_switches()

    def _edits_at_hand(self) -> dict[Needs, bool]:
        annotating, image_key = self._session.annotating, self._session.image_key
        if image_key is None:
            return dict.fromkeys(_EDITS, False)
        drawn = annotating.of(image_key)
        selected = drawn.find(annotating.selected or "")
        return {
            Needs.UNDO: annotating.can_undo(image_key),
            Needs.REDO: annotating.can_redo(image_key),
            Needs.SELECTED: selected is not None,
            Needs.LINE: selected is not None and selected.kind is Kind.LENGTH,
            Needs.PROPOSED: selected is not None and selected.maker is Maker.MODEL,
            Needs.DRAWN: bool(drawn.items),
            Needs.CORRECTED: drawn.lungs is not None,
        }

    def _follow_status(self) -> None:
        self._enabled["cancel_analysis"] = self._session.status.busy
        self._shell.actions["cancel_analysis"].setEnabled(self._session.status.busy)

    def _follow_presets(self) -> None:
        """List the presets of the film on screen; within a stack they mostly stay."""
        film = self._session.film
        presets = film.presets if film is not None else ()
        while len(self._preset_actions) < max(len(presets), KEYS):
            self._preset_actions.append(self._preset(len(self._preset_actions) + 1))
        self.presets.setEnabled(bool(presets))
        for action, preset in zip_longest(self._preset_actions, presets):
            action.setVisible(preset is not None)
            action.setEnabled(preset is not None)
            if preset is not None and (text := _preset_text(preset)) != action.text():
                action.setText(text)
        self._follow_voi()

    def _preset(self, number: int) -> QAction:
        action = self.presets.addAction("")
        action.setCheckable(True)
        if number <= KEYS:
            action.setShortcut(QKeySequence(str(number)))
            self._shell.window.addAction(action)
        action.triggered.connect(lambda: self._choose_preset(number))
        return action

    def _choose_preset(self, number: int) -> None:
        self._apply_preset(number)
        self._follow_voi()

    def _follow_voi(self) -> None:
        """Check the presets in use."""
        film, voi = self._session.film, self._session.display.voi
        for action, preset in zip(
            self._preset_actions, film.presets if film is not None else (), strict=False
        ):
            action.setChecked(preset.voi == voi)

    def _follow_switches(self) -> None:
        display, film = self._session.display, self._session.film
        states = {
            "toggle_texts": display.texts_visible,
            "toggle_mask": display.mask.visible,
            "toggle_heatmap": display.heatmap.visible,
            "toggle_model_outline": display.model_outline,
            "toggle_annotations": display.annotations_visible,
            "toggle_link": self._session.linked,
            "toggle_key_image": film is not None and self._session.reading_desk.is_key_image(film.image),
            "override_polarity": display.override.polarity,
            "ignore_lut": display.override.voi,
            **{name: self._session.layout is layout for name, layout in LAYOUTS.items()},
            **{name: self._session.annotating.hand is hand for name, hand in HANDS.items()},
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

    def annotation_menu(self) -> QMenu:
        """Return the menu of a right click on what is drawn, which is selected then."""
        menu = QMenu(self._shell.window)
        for name in ANNOTATION_MENU:
            menu.addAction(self._shell.actions[name]) if name else menu.addSeparator()
        return menu

    def show_annotation_menu(self, place: QPoint) -> None:
        """Open it there."""
        self.annotation_menu().popup(place)

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
        for name in (
            "toggle_mask",
            "toggle_heatmap",
            "toggle_annotations",
            "toggle_texts",
            "",
            "toggle_key_image",
            "save_picture",
            "save_report",
        ):
            menu.addAction(self._shell.actions[name]) if name else menu.addSeparator()
        return menu

    def show_film_menu(self, place: QPoint) -> None:
        """Open the film's menu there."""
        self.film_menu().popup(place)


def _preset_text(preset: Preset) -> str:
    """Return name and numbers of a preset; `&` would be read as a mnemonic."""
    origin = ", from the file" if preset.from_file else ""
    return f"{preset.name}{origin}   {describe_voi(preset.voi)}".replace("&", "&&")

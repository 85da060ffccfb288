"""The menus that follow what is open, and which actions can be given now."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import zip_longest
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QMenu

from cxrviewer.gui.action_spec import PRESETS_MENU
from cxrviewer.gui.actions import ACTIONS, PRESET_COUNT, Needs
from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.context_menus import ANNOTATION_MENU, FILM_MENU, LINE
from cxrviewer.gui.film import Preset
from cxrviewer.gui.layouts import Layout
from cxrviewer.gui.remembering import SettingsStore
from cxrviewer.gui.session import Session
from cxrviewer.gui.shell import Shell
from cxrviewer.gui.viewport.texts import describe_voi
from cxrviewer.study import Kind, Maker, ReadAs

HANDS = {f"hand_{hand}": hand for hand in Hand if f"hand_{hand}" in {spec.name for spec in ACTIONS}}
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
        self._open_path, self._apply_preset = open_path, apply_preset
        self._enabled: dict[str, bool] = {}
        self.recent = QMenu("&Recent", shell.window)
        self.recent.aboutToShow.connect(self._list_recent)
        self._insert(self.recent, before="save_picture")
        self._preset_actions = [shell.actions[f"preset_{number}"] for number in range(1, PRESET_COUNT + 1)]
        self.presets = _menu_of(self._preset_actions[0])
        for action in self._preset_actions:
            action.triggered.connect(self._follow_voi)
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
        _menu_of(action).insertMenu(action, menu)

    def follow(self) -> None:
        """Enable what can be given now."""
        available: dict[Needs, bool | None] = {
            Needs.NOTHING: True,
            Needs.IMAGE: self._session.film is not None,
            Needs.ANALYSIS: self._session.analysis is not None,
            Needs.SEVERAL: len(self._session.files) > 1,
            Needs.STACK: len(self._session.stack) > 1,
            Needs.PRESET: None,
            **self._edits_at_hand(),
        }
        for spec in ACTIONS:
            can = available[spec.needs]
            if can is not None and self._enabled.get(spec.name) is not can:
                self._enabled[spec.name] = can
                self._shell.actions[spec.name].setEnabled(can)
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
        while len(self._preset_actions) < len(presets):
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
        action.triggered.connect(lambda: self._apply_preset(number))
        action.triggered.connect(self._follow_voi)
        return action

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
            "stretch_heatmap": display.heat_stretched,
            "toggle_model_outline": display.model_outline,
            "toggle_annotations": display.annotations_visible,
            "toggle_link": self._session.linked,
            "toggle_key_image": film is not None and self._session.reading_desk.is_key_image(film.image),
            "override_polarity": display.override.polarity,
            "ignore_lut": display.override.voi,
            "read_as_ct": display.override.read_as is ReadAs.CT,
            "read_as_cxr": display.override.read_as is ReadAs.CXR,
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

    def menu(self, names: Sequence[str]) -> QMenu:
        """Return a menu of a right click, which is made anew each time."""
        menu = QMenu(self._shell.window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in names:
            if name == LINE:
                menu.addSeparator()
            elif name == PRESETS_MENU:
                menu.addMenu(self.presets)
            else:
                menu.addAction(self._shell.actions[name])
        return menu

    def show_annotation_menu(self, place: QPoint) -> None:
        """Open the menu of what is drawn there; it is selected then."""
        self.menu(ANNOTATION_MENU).popup(place)

    def show_film_menu(self, place: QPoint) -> None:
        """Open the film's menu there."""
        self.menu(FILM_MENU).popup(place)

    def serve(self, view: QAbstractItemView, names: Sequence[str]) -> None:
        """Open a menu at each right click on a list, and by the menu key."""
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(
            lambda place: self.menu(names).popup(view.viewport().mapToGlobal(place))
        )


def _menu_of(action: QAction) -> QMenu:
    """Return the menu of the menu bar that an action of the table stands in."""
    return next(place for place in action.associatedObjects() if isinstance(place, QMenu))


def _preset_text(preset: Preset) -> str:
    """Return name and numbers of a preset; `&` would be read as a mnemonic."""
    origin = ", from the file" if preset.from_file else ""
    return f"{preset.name}{origin}   {describe_voi(preset.voi)}".replace("&", "&&")

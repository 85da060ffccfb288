"""Makes the window's actions, menus and toolbars from the table in `actions`."""

from collections.abc import Callable, Mapping
from itertools import groupby

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from cxrviewer.gui.actions import ACTIONS, MENUS, ActionSpec, Needs, plain_text
from cxrviewer.gui.keymap import Keymap, native


def build_actions(
    window: QMainWindow, trigger: Callable[[str], None], keymap: Keymap | None = None
) -> dict[str, QAction]:
    """Make the window's actions and menus from the table, and an empty toolbar.

    Parameters
    ----------
    window
        Whose they are.
    trigger
        Called with the name of the action that the user gave.
    keymap
        Their shortcuts; those of the table without.

    Returns
    -------
    dict
        Name -> action; all but those that need nothing are disabled.
    """
    menus = {(title, ""): window.menuBar().addMenu(title) for title in MENUS}
    _add_toolbar(window)
    actions = {}
    for spec in ACTIONS:
        place = spec.menu, spec.submenu
        if place not in menus:
            menus[place] = menus[spec.menu, ""].addMenu(spec.submenu)
        actions[spec.name] = _build(spec, window, menus[place], trigger)
        dress(actions[spec.name], spec, keymap or Keymap())
    return actions


def _add_toolbar(window: QMainWindow) -> None:
    toolbar = QToolBar("Commands", window)
    toolbar.setObjectName("toolbar")
    toolbar.setMovable(False)
    toolbar.setIconSize(QSize(22, 22))
    toolbar.setMinimumHeight(44)
    toolbar.setAccessibleName("Commands")
    window.addToolBar(toolbar)


def _build(spec: ActionSpec, window: QMainWindow, menu: QMenu, trigger: Callable[[str], None]) -> QAction:
    action = QAction(spec.text, window)
    action.setObjectName(spec.name)
    action.setCheckable(spec.checkable)
    action.setEnabled(spec.needs is Needs.NOTHING)
    action.setStatusTip(spec.tip)
    action.triggered.connect(lambda _checked=False: trigger(spec.name))
    if spec.separated:
        menu.addSeparator()
    menu.addAction(action)
    window.addAction(action)  # its shortcut works while the menu bar is hidden too
    if spec.icon:
        action.setIconVisibleInMenu(False)
    return action


def dress(action: QAction, spec: ActionSpec, keymap: Keymap) -> None:
    """Give an action its keys, and a tool tip that names them."""
    keys = keymap.of(spec.name)
    action.setShortcuts([QKeySequence(key) for key in keys])
    plain = plain_text(spec)
    action.setToolTip(f"{plain} ({native(keys)})\n{spec.tip}" if keys else f"{plain}\n{spec.tip}")


def fill_toolbars(window: QMainWindow, actions: Mapping[str, QAction]) -> None:
    """Put tools of the left button to the left, other commands with a picture to the top."""
    from cxrviewer.gui.icons import icon
    from cxrviewer.gui.tool_rack import add_rack

    shown = [spec for spec in ACTIONS if spec.icon]
    for spec in shown:
        actions[spec.name].setIcon(icon(spec.icon))
    _fill_upper(window.findChildren(QToolBar, "toolbar")[0], actions, shown)
    in_hand = [spec for spec in shown if spec.in_hand]
    add_rack(window, [[actions[spec.name] for spec in group] for group in _groups(in_hand)])


def _fill_upper(upper: QToolBar, actions: Mapping[str, QAction], shown: list[ActionSpec]) -> None:
    for group in _groups([spec for spec in shown if not spec.in_hand]):
        if upper.actions():
            upper.addSeparator()
        for spec in group:
            upper.addAction(actions[spec.name])
            upper.widgetForAction(actions[spec.name]).setAccessibleName(plain_text(spec))


def _groups(specs: list[ActionSpec]) -> list[list[ActionSpec]]:
    """Part specs where a line stands in the menu, or another menu begins."""
    number, before, parts = 0, "", []
    for spec in specs:
        number += spec.separated or spec.menu != before
        before = spec.menu
        parts.append((number, spec))
    return [[spec for _number, spec in part] for _number, part in groupby(parts, key=lambda pair: pair[0])]

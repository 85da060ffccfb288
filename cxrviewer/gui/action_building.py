"""Makes the window's actions, menus and toolbar from the table in `actions`."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from cxrviewer.gui.actions import ACTIONS, MENUS, ActionSpec, Needs, plain_text

TOOL_MENUS = frozenset({"&Edit", "&Draw", "L&ungs"})


def build_actions(window: QMainWindow, trigger: Callable[[str], None]) -> dict[str, QAction]:
    """Make the window's actions and menus from the table, and an empty toolbar.

    Parameters
    ----------
    window
        Whose they are.
    trigger
        Called with the name of the action that the user gave.

    Returns
    -------
    dict
        Name -> action; all but those that need nothing are disabled.
    """
    menus = {title: window.menuBar().addMenu(title) for title in MENUS}
    _add_toolbar(window)
    return {spec.name: _build(spec, window, menus[spec.menu], trigger) for spec in ACTIONS}


def _add_toolbar(window: QMainWindow) -> None:
    toolbar = QToolBar("Tools", window)
    toolbar.setObjectName("toolbar")
    toolbar.setMovable(False)
    toolbar.setIconSize(QSize(22, 22))
    toolbar.setMinimumHeight(44)
    toolbar.setAccessibleName("Tools")
    window.addToolBar(toolbar)


def _add_tools(window: QMainWindow) -> QToolBar:
    """Make the toolbar of what the left button does, at the left edge."""
    from PySide6.QtCore import Qt

    tools = QToolBar("Drawing", window)
    tools.setObjectName("tools")
    tools.setMovable(False)
    tools.setIconSize(QSize(22, 22))
    tools.setAccessibleName("Drawing")
    window.addToolBar(Qt.ToolBarArea.LeftToolBarArea, tools)
    return tools


def _build(spec: ActionSpec, window: QMainWindow, menu: QMenu, trigger: Callable[[str], None]) -> QAction:
    action = QAction(spec.text, window)
    action.setObjectName(spec.name)
    action.setCheckable(spec.checkable)
    action.setEnabled(spec.needs is Needs.NOTHING)
    action.setShortcuts(QKeySequence.listFromString(spec.shortcut))
    plain = plain_text(spec)
    action.setToolTip(f"{plain} ({spec.shortcut})\n{spec.tip}" if spec.shortcut else f"{plain}\n{spec.tip}")
    action.setStatusTip(spec.tip)
    action.triggered.connect(lambda _checked=False: trigger(spec.name))
    if spec.separated:
        menu.addSeparator()
    menu.addAction(action)
    window.addAction(action)  # its shortcut works while the menu bar is hidden too
    if spec.icon:
        action.setIconVisibleInMenu(False)
    return action


def fill_toolbar(window: QMainWindow, actions: Mapping[str, QAction]) -> None:
    """Put the commands with a picture into the toolbar; drawing them waits for the first paint."""
    from cxrviewer.gui.icons import icon

    upper, tools = window.findChildren(QToolBar, "toolbar")[0], _add_tools(window)
    menu = ""
    for spec in ACTIONS:
        if not spec.icon:
            continue
        toolbar = tools if spec.menu in TOOL_MENUS else upper
        if toolbar.actions() and (menu != spec.menu or spec.separated):
            toolbar.addSeparator()
        menu = spec.menu
        actions[spec.name].setIcon(icon(spec.icon))
        toolbar.addAction(actions[spec.name])
        toolbar.widgetForAction(actions[spec.name]).setAccessibleName(plain_text(spec))

"""Everything that takes the focus has a name, and every command a key, a tip and a place."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from cxrviewer.gui.actions import ACTIONS, MENUS
from cxrviewer.gui.commands import Commands
from cxrviewer.gui.dialogs.copies import CopiesDialog
from cxrviewer.gui.dialogs.shortcuts import show_shortcuts
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.locations import resources_folder


def _nameless(root: QWidget) -> list[str]:
    focusable = [
        widget for widget in root.findChildren(QWidget) if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert focusable
    return [f"{widget!r} in {widget.parent()!r}" for widget in focusable if not _name(widget)]


def _name(widget: QWidget) -> str:
    inner = widget.objectName().startswith("qt_")  # scroll areas' own parts
    return (
        widget.accessibleName()
        or (widget.text() if isinstance(widget, QAbstractButton) else "")
        or ("inner part" if inner else "")
    )


def test_every_focusable_widget_has_a_name(demo_window: MainWindow) -> None:
    assert _nameless(demo_window) == []


def test_the_shortcuts_dialog_too(open_window: Callable[..., MainWindow]) -> None:
    window = open_window()
    dialog = show_shortcuts(window, window.workspace.commands.remapping)
    assert _nameless(dialog) == []
    dialog.close()


def test_the_dialog_of_copies_too(demo_window: MainWindow) -> None:
    demo_window.action("export_copies").trigger()
    (dialog,) = demo_window.findChildren(CopiesDialog)
    assert _nameless(dialog) == []
    dialog.reject()


def test_no_shortcut_is_given_twice() -> None:
    keys = [key for spec in ACTIONS for key in spec.shortcut.split("; ") if key]
    assert len(keys) == len(set(keys))


def test_every_command_has_a_tip_a_menu_and_a_handler() -> None:
    for spec in ACTIONS:
        assert spec.tip.endswith(".")
        assert spec.menu in MENUS
        assert callable(getattr(Commands, spec.name))
        if spec.icon:
            assert (resources_folder() / "icons" / f"{spec.icon}.svg").is_file()


def test_what_needs_a_film_waits_for_one(open_window: Callable[..., MainWindow]) -> None:
    window = open_window()
    assert window.action("open_files").isEnabled()
    for name in ("invert", "save_picture", "save_report", "next_image", "analyse"):
        assert not window.action(name).isEnabled()

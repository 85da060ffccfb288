"""Everything that takes the focus has a name and is reached, and every command has a place and a tip."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QWidget

from cxrviewer.gui.actions import ACTIONS, MENUS, SPECS
from cxrviewer.gui.commands import Commands
from cxrviewer.gui.context_menus import ANNOTATION_MENU, FILM_MENU, MEASUREMENTS_MENU, STUDIES_MENU
from cxrviewer.gui.dialogs.about import show_about
from cxrviewer.gui.dialogs.copies import CopiesDialog
from cxrviewer.gui.dialogs.export import ExportDialog
from cxrviewer.gui.dialogs.finding_labels import edit_finding_labels
from cxrviewer.gui.dialogs.settings import SettingsDialog
from cxrviewer.gui.dialogs.shortcuts import show_shortcuts
from cxrviewer.gui.dialogs.unsaved import ask_to_lose
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.viewport.film_view import FilmView
from cxrviewer.locations import resources_folder

# Parts that Qt makes itself and that take the focus only on behalf of what they are in.
QTS_OWN = ("qt_", "_q_")


def _focusable(root: QWidget) -> list[QWidget]:
    return [widget for widget in root.findChildren(QWidget) if widget.focusPolicy() != Qt.FocusPolicy.NoFocus]


def _nameless(root: QWidget) -> list[str]:
    assert _focusable(root)
    return [f"{widget!r} in {widget.parent()!r}" for widget in _focusable(root) if not _name(widget)]


def _name(widget: QWidget) -> str:
    inner = widget.objectName().startswith(QTS_OWN)
    return (
        widget.accessibleName()
        or (widget.text() if isinstance(widget, QAbstractButton) else "")
        or ("inner part" if inner else "")
    )


def test_every_focusable_widget_has_a_name(demo_window: MainWindow) -> None:
    assert _nameless(demo_window) == []


def _dialogs(window: MainWindow) -> Iterator[QWidget]:
    yield show_shortcuts(window, window.workspace.commands.remapping)
    yield show_about(window, window.workspace.device)
    window.action("show_settings").trigger()
    yield window.findChild(SettingsDialog)
    yield edit_finding_labels(window, ("Normal",), lambda _labels: None)
    yield ExportDialog(window, Path(), lambda _wish: None)


def test_those_of_dialogs_too(open_window: Callable[..., MainWindow]) -> None:
    for dialog in _dialogs(open_window()):
        assert _nameless(dialog) == [], dialog.windowTitle()
        assert dialog.windowTitle()
        dialog.close()


def test_those_of_the_dialog_of_copies_too(demo_window: MainWindow) -> None:
    demo_window.action("export_copies").trigger()
    (dialog,) = demo_window.findChildren(CopiesDialog)
    assert _nameless(dialog) == []
    dialog.reject()


def test_those_of_a_question_too(open_window: Callable[..., MainWindow]) -> None:
    window, nameless = open_window(), []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        nameless.append(_nameless(box))
        box.reject()

    QTimer.singleShot(0, look)
    assert not ask_to_lose(window)
    assert nameless == [[]]


@pytest.mark.parametrize("page", ["show_analysis", "show_measurements", "show_reading"])
def test_tab_goes_through_the_whole_window_and_comes_back(demo_window: MainWindow, page: str) -> None:
    demo_window.action(page).trigger()
    demo_window.workspace.view.setFocus()
    reached = _walk(demo_window)
    assert isinstance(reached[0], FilmView)
    missed = {widget for widget in _focusable(demo_window) if _takes_tab(widget)} - set(reached)
    assert [f"{widget!r} {_name(widget)}" for widget in missed] == []


def _takes_tab(widget: QWidget) -> bool:
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    inner = widget.focusProxy() is not None or widget.objectName().startswith(QTS_OWN)
    return takes and widget.isVisible() and widget.isEnabled() and not inner and not _in_group(widget)


def _in_group(widget: QWidget) -> bool:
    """Of buttons that exclude each other, Tab goes to the chosen one."""
    return isinstance(widget, QAbstractButton) and widget.group() is not None and not widget.isChecked()


def _walk(window: MainWindow) -> list[QWidget]:
    """Press Tab until the focus comes back."""
    reached: list[QWidget] = []
    focused = QApplication.focusWidget()
    while focused not in reached and len(reached) < 300:
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
    return reached


def test_every_command_has_a_tip_a_menu_and_a_handler() -> None:
    for spec in ACTIONS:
        assert spec.tip.endswith(".")
        assert spec.menu in MENUS
        assert callable(getattr(Commands, spec.name))
        if spec.icon:
            assert (resources_folder() / "icons" / f"{spec.icon}.svg").is_file()


def test_mnemonics_lead_to_one_menu_each() -> None:
    letters = [title[title.index("&") + 1].lower() for title in MENUS]
    assert len(letters) == len(set(letters))


def test_menus_of_a_right_click_are_rows_of_the_table(open_window: Callable[..., MainWindow]) -> None:
    menus = open_window().workspace.menus
    for names in (FILM_MENU, ANNOTATION_MENU, MEASUREMENTS_MENU, STUDIES_MENU):
        shown = [action.objectName() for action in menus.menu(names).actions()]
        assert [name for name in shown if name] == [name for name in names if name in SPECS]


def test_what_needs_a_film_waits_for_one(open_window: Callable[..., MainWindow]) -> None:
    window = open_window()
    assert window.action("open_files").isEnabled()
    for name in ("invert", "save_picture", "save_report", "next_image", "analyse", "preset_1"):
        assert not window.action(name).isEnabled()

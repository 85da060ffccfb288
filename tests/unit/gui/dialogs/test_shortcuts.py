"""The list of shortcuts: found, read and changed, in the real window and for the next one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from cxrviewer.gui.actions import ACTIONS, plain_text
from cxrviewer.gui.dialogs.shortcuts import NAME, NOTHING, ShortcutsDialog
from cxrviewer.gui.gesture_table import GESTURES
from cxrviewer.gui.main_window import MainWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window()


@pytest.fixture
def dialog(window: MainWindow) -> ShortcutsDialog:
    QTest.keyClick(window, Qt.Key.Key_Question)
    (dialog,) = window.findChildren(ShortcutsDialog)
    return dialog


def _row(dialog: ShortcutsDialog, name: str) -> QTreeWidgetItem:
    return next(row for row in dialog.rows() if row.data(0, NAME) == name)


def _begin(dialog: ShortcutsDialog, name: str) -> None:
    dialog.tree.setCurrentItem(_row(dialog, name))
    dialog.tree.setFocus()
    QTest.keyClick(dialog.tree, Qt.Key.Key_Return)
    assert dialog.editor.field.text() == ""


def _press(dialog: ShortcutsDialog, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(dialog.editor.field, key, keys)


def _answer(dialog: ShortcutsDialog, text: str) -> None:
    button = next(button for button in dialog.editor._asked if button.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _keys(window: MainWindow, name: str) -> list[str]:
    return [sequence.toString() for sequence in window.action(name).shortcuts()]


def test_every_command_and_every_gesture_is_listed_under_its_title(dialog: ShortcutsDialog) -> None:
    listed = [row.text(0) for row in dialog.rows()]
    gestures = [gesture for rows in GESTURES.values() for gesture, _does in rows]
    assert listed == [*_by_menu(), *gestures]
    assert _row(dialog, "preset_3").text(1) == "3"
    assert _row(dialog, "redo").text(1) == "Ctrl+Shift+Z or Ctrl+Y"


def _by_menu() -> list[str]:
    menus = list(dict.fromkeys(spec.menu for spec in ACTIONS))
    return [plain_text(spec) for spec in sorted(ACTIONS, key=lambda spec: menus.index(spec.menu))]


def test_the_search_leaves_what_holds_every_word(dialog: ShortcutsDialog) -> None:
    dialog.search.setText("mirror TOP")
    assert [row.data(0, NAME) for row in dialog.rows() if not row.isHidden()] == ["flip_vertical"]
    dialog.search.setText("magnifier")
    assert [row.text(0) for row in dialog.rows() if not row.isHidden()] == ["Z, held"]
    dialog.search.setText("qqq")
    assert dialog.hint.text() == NOTHING
    dialog.search.clear()
    assert not any(row.isHidden() for row in dialog.rows())


def test_new_keys_hold_at_once_and_in_the_next_window(
    window: MainWindow, dialog: ShortcutsDialog, open_window: OpenWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    _begin(dialog, "toggle_histogram")
    _press(dialog, Qt.Key.Key_J, CTRL | SHIFT)
    assert _keys(window, "toggle_histogram") == ["Ctrl+Shift+J"]
    assert _row(dialog, "toggle_histogram").text(1) == "Ctrl+Shift+J"
    assert "Ctrl+Shift+J" in window.action("toggle_histogram").toolTip()
    dialog.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_J, CTRL | SHIFT)
    assert window.workspace.store.settings.histogram_visible
    window.close()
    stored = json.loads((tmp_path / "settings" / "settings.json").read_text(encoding="utf-8"))
    assert stored["shortcuts"] == {"toggle_histogram": "Ctrl+Shift+J"}
    assert _keys(open_window(), "toggle_histogram") == ["Ctrl+Shift+J"]


@pytest.mark.parametrize(
    ("answer", "invert", "right"),
    [("&Swap them", ["R"], ["I"]), ("&Take it", ["R"], []), ("&Cancel", ["I"], ["R"])],
)
def test_a_key_that_another_command_has_is_named_and_settled(
    window: MainWindow, dialog: ShortcutsDialog, answer: str, invert: list[str], right: list[str]
) -> None:
    _begin(dialog, "invert")
    _press(dialog, Qt.Key.Key_R)
    assert _keys(window, "invert") == ["I"]
    assert "Rotate right" in dialog.editor.question.text()
    _answer(dialog, answer)
    assert (_keys(window, "invert"), _keys(window, "rotate_right")) == (invert, right)
    assert dialog.editor.question.isHidden()


def test_keys_of_gestures_are_refused_and_escape_keeps_what_was(
    window: MainWindow, dialog: ShortcutsDialog
) -> None:
    _begin(dialog, "invert")
    _press(dialog, Qt.Key.Key_Z)
    assert dialog.editor.question.text() == "Z is the magnifier. Press other keys."
    _press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert _keys(window, "invert") == ["I"]


def test_one_command_or_all_get_their_usual_keys_back(window: MainWindow, dialog: ShortcutsDialog) -> None:
    for name, key in (("invert", Qt.Key.Key_J), ("fit", Qt.Key.Key_U)):
        _begin(dialog, name)
        _press(dialog, key)
    dialog.tree.setCurrentItem(_row(dialog, "invert"))
    dialog.editor.reset.click()
    assert (_keys(window, "invert"), _keys(window, "fit")) == (["I"], ["U"])
    dialog.editor.remove.click()
    assert _keys(window, "invert") == []
    dialog.editor.reset_all.click()
    _answer(dialog, "&Give back")
    assert (_keys(window, "invert"), _keys(window, "fit")) == (["I"], ["F"])
    assert not dialog.editor.reset_all.isEnabled()


def test_shift_counts_where_it_makes_no_other_character(window: MainWindow, dialog: ShortcutsDialog) -> None:
    _begin(dialog, "invert")
    QTest.keyClick(dialog.editor.field, Qt.Key.Key_Exclam, SHIFT)
    assert _keys(window, "invert") == ["!"]


def test_gestures_have_no_keys_to_change(dialog: ShortcutsDialog) -> None:
    dialog.tree.setCurrentItem(next(row for row in dialog.rows() if row.data(0, NAME) is None))
    QTest.keyClick(dialog.tree, Qt.Key.Key_Return)
    assert not dialog.editor.field.isEnabled()
    assert not dialog.editor.remove.isEnabled()


def test_the_empty_window_names_the_keys_as_they_are(window: MainWindow, dialog: ShortcutsDialog) -> None:
    keys = window.shell.centre.findChildren(QLabel, "hintText")[0]
    assert "Ctrl+D  demo study" in keys.text()
    _begin(dialog, "open_demo")
    _press(dialog, Qt.Key.Key_J, CTRL)
    assert "Ctrl+J  demo study" in keys.text()


def test_there_is_one_list_however_often_it_is_asked_for(window: MainWindow, dialog: ShortcutsDialog) -> None:
    window.action("show_shortcuts").trigger()
    assert window.findChildren(ShortcutsDialog) == [dialog]


def test_a_bad_entry_is_told_and_the_usual_key_holds(open_window: OpenWindow, tmp_path: Path) -> None:
    settings = tmp_path / "settings" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"shortcuts": {"invert": "Foo+", "fit": "J"}}), encoding="utf-8")
    window = open_window()
    assert (_keys(window, "invert"), _keys(window, "fit")) == (["I"], ["J"])
    assert any("'Foo+' is no shortcut; Invert keeps its own." in text for text in _told(window))


def _told(window: MainWindow) -> list[str]:
    return [label.text() for label in window.workspace.messages.findChildren(QLabel)]

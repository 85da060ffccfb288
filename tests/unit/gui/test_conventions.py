"""The keys that readers know from other viewers, in the real window; Escape puts down before it resets."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cxrviewer.gui.actions import ACTIONS
from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.display_state import Orientation
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.study import Window


@pytest.fixture
def window(open_window: Callable[..., MainWindow], tmp_path: Path, noise_film: Path) -> MainWindow:
    settings = tmp_path / "settings" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"analyse_on_open": False, "brush_share": 0.02}), encoding="utf-8")
    return open_window([noise_film])


def _press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key)


def test_the_display_is_turned_mirrored_and_inverted_by_one_letter(window: MainWindow) -> None:
    session, upright = window.workspace.session, Orientation()
    for key, expected in (
        (Qt.Key.Key_H, upright.flipped_horizontally()),
        (Qt.Key.Key_V, upright.flipped_vertically()),
        (Qt.Key.Key_R, upright.rotated(1)),
        (Qt.Key.Key_L, upright.rotated(-1)),
    ):
        _press(window, key)
        assert session.display.orientation == expected
        _press(window, Qt.Key.Key_Escape)
        assert session.display.orientation == upright
    before = session.display
    _press(window, Qt.Key.Key_I)
    assert session.display == before.toggled_inversion()


@pytest.mark.parametrize("number", range(1, 10))
def test_a_number_uses_the_preset_of_that_place(window: MainWindow, number: int) -> None:
    session = window.workspace.session
    presets = session.film.presets
    session.set_display(session.display.with_voi(Window(7.0, 9.0)))
    _press(window, Qt.Key(Qt.Key.Key_0.value + number))
    expected = presets[number - 1].voi if number <= len(presets) else Window(7.0, 9.0)
    assert session.display.voi == expected


def test_escape_throws_away_then_puts_down_then_resets(window: MainWindow) -> None:
    session, view = window.workspace.session, window.workspace.view
    first = session.display
    _press(window, Qt.Key.Key_H)
    _press(window, Qt.Key.Key_A)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.viewport().rect().center())
    assert view.hands.busy
    _press(window, Qt.Key.Key_Escape)
    assert (view.hands.busy, session.annotating.hand) == (False, Hand.ANGLE)
    _press(window, Qt.Key.Key_Escape)
    assert session.annotating.hand is Hand.WINDOW
    assert session.display.orientation != first.orientation
    _press(window, Qt.Key.Key_Escape)
    assert session.display.orientation == first.orientation


def test_escape_puts_down_the_tool_wherever_the_focus_is(window: MainWindow) -> None:
    session = window.workspace.session
    _press(window, Qt.Key.Key_H)
    turned = session.display
    _press(window, Qt.Key.Key_D)
    window.workspace.browser.tree.setFocus()
    _press(window, Qt.Key.Key_Escape)
    assert session.annotating.hand is Hand.WINDOW
    assert session.display == turned


def test_escape_in_a_field_of_text_goes_back_to_the_film(window: MainWindow) -> None:
    session = window.workspace.session
    _press(window, Qt.Key.Key_I)
    inverted = session.display
    window.workspace.browser.filters.search.setFocus()
    _press(window, Qt.Key.Key_Escape)
    assert window.workspace.view.hasFocus()
    assert session.display == inverted


def test_reset_from_the_menu_keeps_the_tool(window: MainWindow) -> None:
    session = window.workspace.session
    session.set_display(replace(session.display, orientation=Orientation().rotated(1)))
    window.action("hand_length").trigger()
    window.action("reset").trigger()
    assert session.annotating.hand is Hand.LENGTH
    assert session.display.orientation == Orientation()


def test_no_two_shortcuts_of_the_window_are_ambiguous(window: MainWindow) -> None:
    keys = [keys.toString() for action in window.actions() for keys in action.shortcuts()]
    assert len(keys) == len(set(keys))
    assert len(keys) > 60
    assert all(window.action(spec.name) in window.actions() for spec in ACTIONS)


def test_the_middle_button_moves_the_film_and_the_wheel_zooms(window: MainWindow) -> None:
    view = window.workspace.view
    view.one_to_one()
    view.zoom_to(view.zoom * 4)
    centre = view.viewport().rect().center()
    under = view.position_on_film(QPointF(centre))
    QTest.mousePress(view.viewport(), Qt.MouseButton.MiddleButton, pos=centre)
    QTest.mouseMove(view.viewport(), centre + view.viewport().rect().bottomRight() / 10)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.MiddleButton, pos=centre)
    assert view.position_on_film(QPointF(centre)) != under


def test_the_size_of_the_brush_is_that_of_the_last_run_and_the_tool_is_not(
    window: MainWindow, tmp_path: Path
) -> None:
    session = window.workspace.session
    assert session.lung_desk.brush.share == 0.02
    assert session.annotating.hand is Hand.WINDOW
    session.lung_desk.set_brush(session.lung_desk.brush.resized(1.5))
    window.action("hand_brush").trigger()
    window.close()
    stored = json.loads((tmp_path / "settings" / "settings.json").read_text(encoding="utf-8"))
    assert stored["brush_share"] == pytest.approx(0.03)
    assert not [name for name in stored if "hand" in name]

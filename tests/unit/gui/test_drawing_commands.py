"""Drawing in the real window: keys, menus, toolbar, undo, delete, proposals."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolBar
from pytestqt.qtbot import QtBot

from cxrviewer.gui.actions import ACTIONS
from cxrviewer.gui.annotating import Hand
from cxrviewer.gui.context_menus import ANNOTATION_MENU
from cxrviewer.gui.main_window import MainWindow
from cxrviewer.gui.tool_rack import ToolRack
from cxrviewer.study import Annotation, AnnotationSet, Kind, Maker

OpenWindow = Callable[..., MainWindow]
A, B, C = (40.0, 60.0), (120.0, 90.0), (60.0, 200.0)


@pytest.fixture
def window(open_window: OpenWindow, tmp_path: Path, noise_film: Path) -> MainWindow:
    """The window on a film of 300 rows and 200 columns that is not analysed."""
    settings = tmp_path / "settings" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"analyse_on_open": False}), encoding="utf-8")
    return open_window([noise_film])


def _drawn(window: MainWindow) -> AnnotationSet:
    session = window.workspace.session
    return session.annotating.of(session.image_key)


def _drag(window: MainWindow, *places: tuple[float, float]) -> None:
    view = window.workspace.view
    at = [view.viewportTransform().map(QPointF(*place)).toPoint() for place in places]
    QTest.mouseMove(view.viewport(), at[0])
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at[0])
    for place in at[1:]:
        QTest.mouseMove(view.viewport(), place)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at[-1])


def _key(window: MainWindow, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.workspace.view, key, keys)


def test_keys_take_up_tools_one_at_a_time(window: MainWindow) -> None:
    window.workspace.view.setFocus()
    annotating = window.workspace.session.annotating
    for key, hand in ((Qt.Key.Key_D, Hand.LENGTH), (Qt.Key.Key_A, Hand.ANGLE), (Qt.Key.Key_W, Hand.WINDOW)):
        _key(window, key)
        assert annotating.hand is hand
        tools = [spec.name for spec in ACTIONS if spec.name.startswith("hand_")]
        assert [name for name in tools if window.action(name).isChecked()] == [f"hand_{hand}"]


def test_the_tool_in_hand_chosen_again_is_put_down(window: MainWindow) -> None:
    window.action("hand_length").trigger()
    window.action("hand_length").trigger()
    assert window.workspace.session.annotating.hand is Hand.WINDOW
    window.action("hand_window").trigger()
    assert window.action("hand_window").isChecked()


def test_undo_redo_and_delete_by_their_keys(window: MainWindow) -> None:
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    window.action("hand_length").trigger()
    _drag(window, A, B)
    _drag(window, B, C)  # takes the end of the first one along
    (moved,) = _drawn(window).items
    _key(window, Qt.Key.Key_Z, ctrl)
    (first,) = _drawn(window).items
    assert first.points != moved.points
    _key(window, Qt.Key.Key_Z, ctrl)
    assert not _drawn(window).items
    assert not window.action("undo").isEnabled()
    _key(window, Qt.Key.Key_Z, ctrl | shift)
    _key(window, Qt.Key.Key_Y, ctrl)
    assert _drawn(window).items == (moved,)
    assert not window.action("redo").isEnabled()
    _key(window, Qt.Key.Key_Delete)
    assert not _drawn(window).items
    window.action("undo").trigger()
    assert _drawn(window).items == (moved,)


def test_undo_in_the_middle_of_drawing_throws_that_away(window: MainWindow) -> None:
    session = window.workspace.session
    window.action("hand_length").trigger()
    _drag(window, A, B)
    window.action("hand_polygon").trigger()
    session.annotating.select(None)
    _drag(window, C, C)
    window.action("undo").trigger()
    assert len(_drawn(window).items) == 1
    assert not window.workspace.view.hands.busy


def test_everything_is_removed_in_one_step(window: MainWindow) -> None:
    session = window.workspace.session
    items = [Annotation(Kind.POINT, (place,)) for place in (A, B, C)]
    session.annotating.edit(_drawn(window).adding(*items))
    window.action("delete_all_annotations").trigger()
    assert not _drawn(window).items
    assert not window.action("delete_all_annotations").isEnabled()
    window.action("undo").trigger()
    assert len(_drawn(window).items) == 3


def test_escape_puts_the_tool_down_before_it_resets_the_film(window: MainWindow) -> None:
    window.action("invert").trigger()
    window.action("hand_length").trigger()
    _key(window, Qt.Key.Key_Escape)
    assert window.workspace.session.annotating.hand is Hand.WINDOW
    assert window.workspace.session.display.inverted
    _key(window, Qt.Key.Key_Escape)
    assert not window.workspace.session.display.inverted


def test_letters_typed_into_a_text_are_no_commands(window: MainWindow) -> None:
    window.action("hand_text").trigger()
    _drag(window, A, A)
    QTest.keyClicks(window.workspace.view.field, "Dai")
    QTest.keyClick(window.workspace.view.field, Qt.Key.Key_Return)
    assert [item.text for item in _drawn(window).items] == ["Dai"]
    assert window.workspace.session.annotating.hand is Hand.TEXT
    assert not window.workspace.session.display.inverted


def test_words_that_are_being_typed_are_kept_when_the_window_closes(
    window: MainWindow, open_window: OpenWindow, noise_film: Path
) -> None:
    window.action("hand_text").trigger()
    _drag(window, A, A)
    QTest.keyClicks(window.workspace.view.field, "unfinished")
    window.close()
    again = open_window([noise_film])
    assert [item.text for item in _drawn(again).items] == ["unfinished"]


def test_the_menu_of_an_annotation_offers_what_can_be_done_with_it(window: MainWindow) -> None:
    session = window.workspace.session
    line = Annotation(Kind.LENGTH, (A, B))
    proposal = Annotation(Kind.POINT, (C,), maker=Maker.MODEL)
    session.annotating.edit(_drawn(window).adding(line, proposal))
    enabled = []
    for item in (line, proposal):
        session.annotating.select(item.identifier)
        menu = window.workspace.menus.menu(ANNOTATION_MENU)
        assert isinstance(menu, QMenu)
        enabled.append({action.objectName() for action in menu.actions() if action.isEnabled()} - {""})
        menu.deleteLater()
    both = {"edit_annotation_text", "forget_calibration", "delete_annotation"}
    assert enabled == [both | {"calibrate_from_line"}, both | {"accept_proposal"}]


def test_a_length_that_is_there_calibrates_and_the_calibration_can_be_set_aside(window: MainWindow) -> None:
    session = window.workspace.session
    session.annotating.edit(_drawn(window).adding(Annotation(Kind.LENGTH, ((10, 50), (110, 50)))))
    session.annotating.select(_drawn(window).items[0].identifier)
    window.action("calibrate_from_line").trigger()
    QTest.keyClicks(window.workspace.view.field, "20")
    QTest.keyClick(window.workspace.view.field, Qt.Key.Key_Return)
    assert _drawn(window).calibration.column_mm == pytest.approx(0.2)
    assert len(_drawn(window).items) == 1
    window.action("forget_calibration").trigger()
    assert _drawn(window).calibration is None


def test_tools_stand_in_a_toolbar_of_their_own(window: MainWindow) -> None:
    (rack,) = window.findChildren(ToolRack)
    names = [button.defaultAction().objectName() for button in rack.buttons]
    assert names == [spec.name for spec in ACTIONS if spec.name.startswith("hand_")]
    assert not any(button.icon().isNull() for button in rack.buttons)
    (upper,) = window.findChildren(QToolBar, "toolbar")
    commands = [action.objectName() for action in upper.actions()]
    assert {"undo", "redo", "invert"} <= set(commands)
    assert not set(commands) & set(names)


def test_annotations_of_another_film_come_and_go_with_it(
    window: MainWindow, tmp_path: Path, write_film: Callable[..., Path], qtbot: QtBot
) -> None:
    import numpy as np

    workspace = window.workspace
    window.action("hand_length").trigger()
    _drag(window, A, B)
    first = workspace.session.film.key.path
    other = write_film(tmp_path / "other.dcm", np.full((90, 80), 3))
    workspace.opening.open([other])
    qtbot.waitUntil(lambda: workspace.session.film.key.path == other)
    assert not workspace.view.annotations_item.traces.drawn
    assert workspace.session.annotating.selected is None
    assert not window.action("undo").isEnabled()
    workspace.opening.open([first])
    qtbot.waitUntil(lambda: workspace.session.film.key.path == first)
    assert len(workspace.view.annotations_item.traces.drawn) == 1


def test_a_cardiothoracic_ratio_is_proposed_once_and_accepted(
    demo_window: MainWindow, settle: Callable[[MainWindow], None]
) -> None:
    for _ in range(2):
        demo_window.action("propose_cardiothoracic").trigger()
        settle(demo_window)
    (item,) = _drawn(demo_window).items
    assert (item.kind, item.maker) == (Kind.CARDIOTHORACIC, Maker.MODEL)
    demo_window.action("accept_proposal").trigger()
    assert _drawn(demo_window).items[0].maker is Maker.USER
    assert not demo_window.action("accept_proposal").isEnabled()
